"""Writes tests/fixtures/sklearn/params.json: each class's parameters, their defaults, and which of some values they take."""
import inspect
import re
import warnings
from pathlib import Path

from sklearn.utils import all_estimators
from sklearn.utils._param_validation import InvalidParameterError, Options, make_constraint, validate_parameter_constraints

from sklearn_data import FIXTURES, write

warnings.simplefilter('ignore')
ROOT = Path(__file__).resolve().parents[2]
TABLE = (ROOT / 'src/lib/sklearn/classes.ts').read_text()
# JSON has no inf; JavaScript no 1.0 beside 1, so that no probe tells a whole float from an integer.
PROBES = [None, True, -2, -1, -0.5, 0, 0.5, 1, 1.5, 2, 10, 'auto', 'no such', [], [0.5, 1], {}, {'a': 1}]


def takes(Class, name, value):
    constraints = {name: Class._parameter_constraints[name]}
    for probe in (value, float(value)) if type(value) is int else (value,):
        try:
            validate_parameter_constraints(constraints, {name: probe}, Class.__name__)
            return True
        except InvalidParameterError:
            pass
    return False


def options(Class, name):
    constraints = map(make_constraint, Class._parameter_constraints[name])
    return sorted({str(option) for c in constraints if isinstance(c, Options) for option in c.options if isinstance(option, str)})


def described(Class):
    for name, parameter in inspect.signature(Class.__init__).parameters.items():
        if name == 'self':
            continue
        default = parameter.default
        plain = default if isinstance(default, (str, int, float, bool, list, tuple, dict, type(None))) else str(default)
        known = name in Class._parameter_constraints and Class._parameter_constraints[name] != 'no_validation'
        yield name, dict(default=str(plain) if plain != plain or plain == float('inf') else plain,
                         takes=[int(takes(Class, name, value)) for value in PROBES] if known else None,
                         options=options(Class, name) if known else [])


def classes():
    for name, Class in all_estimators():
        if re.search(rf"'{name}'", TABLE) and hasattr(Class, '_parameter_constraints'):
            yield name, dict(described(Class))


if __name__ == '__main__':
    write(FIXTURES / 'params.json', dict(probes=PROBES, classes=dict(classes())))
