"""Writes tests/fixtures/sklearn/manners.json: what each class refuses, and of what it warns."""
import inspect
import re
import warnings
from pathlib import Path

import numpy as np
from sklearn.base import is_classifier, is_regressor
from sklearn.utils import all_estimators

from sklearn_data import FIXTURES, datasets, write

ROOT = Path(__file__).resolve().parents[2]
TABLE = (ROOT / 'src/lib/sklearn/classes.ts').read_text()
X, labels, _ = datasets['ties_classification']
counts = np.maximum(datasets['ties_regression'][1] + 6, 1)
n = len(X)


def named(y):
    return np.where(y == 1, 'yes', 'no')


# Name: (is it of this kind?, target, parameters, sample weights)
CLASSIFYING = {
    'one class': (np.full(n, 'only'), {}, None),
    'fractions as classes': (labels + 0.5, {}, None),
    'weights of one class zero': (named(labels), {}, (labels == 1).astype(float)),
    'a class_weight that names no class': (named(labels), dict(class_weight={'perhaps': 2.0}), None),
    'a class_weight of one class': (named(labels), dict(class_weight={'yes': 2.0}), None),
    'class_weight balanced': (named(labels), dict(class_weight='balanced'), None),
}
REGRESSING = {
    'a constant target': (np.full(n, 3.0), {}, None),
    'a target of zeros': (np.zeros(n), {}, None),
    'negative targets': (-counts, {}, None),
    'texts as numbers': (named(labels), {}, None),
}
ALL = {
    'one iteration': (None, dict(max_iter=1, n_iter=1), None),
    'early stopping': (None, dict(early_stopping=True), None),
    'negative weights': (None, {}, -np.ones(n)),
    'weights of zero': (None, {}, np.zeros(n)),
    'one weight too few': (None, {}, np.ones(n - 1)),
    'NaN among the weights': (None, {}, np.where(np.arange(n) == 3, np.nan, 1)),
    'more neighbours than rows': (None, dict(n_neighbors=1000), None),
    'more components than columns': (None, dict(n_components=9), None),
}


def category(warning):
    """numpy's and LAPACK's own are not for users; matching pursuit has its under numpy's name."""
    name = warning.category.__name__
    if name == 'RuntimeWarning' and 'matching pursuit' in str(warning.message):
        return 'UserWarning'
    return None if name in ('RuntimeWarning', 'LinAlgWarning') else name


def outcome(Class, y, params, weights):
    taken = inspect.signature(Class.__init__).parameters
    given = {k: v for k, v in params.items() if k in taken}
    if params and not given:
        return None
    if weights is not None and 'sample_weight' not in inspect.signature(Class.fit).parameters:
        return None
    given |= {k: v for k, v in dict(random_state=0, n_estimators=3).items() if k in taken}
    if Class.__name__ == 'QuantileRegressor':
        given['solver'] = 'highs'
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter('always')
        try:
            model = Class(**given).fit(X, y, **({} if weights is None else dict(sample_weight=weights)))
            if hasattr(model, 'predict'):
                model.predict(X)
            error = None
        except Exception as e:
            error = f'{type(e).__name__}: {str(e).splitlines()[0]}'
    return dict(error=error, warnings=sorted({category(w) for w in caught} - {None}))


def described(Class):
    kind = is_classifier(Class()), is_regressor(Class())
    usual = named(labels) if kind[0] else counts
    for name, (y, params, weights) in {**(CLASSIFYING if kind[0] else {}), **(REGRESSING if kind[1] else {}), **ALL}.items():
        found = outcome(Class, usual if y is None else y, params, weights)
        if found:
            yield name, found


if __name__ == '__main__':
    skip = {'ColumnTransformer', 'Pipeline', 'GridSearchCV', 'OneHotEncoder', 'OrdinalEncoder'}
    found = {name: dict(described(Class)) for name, Class in all_estimators()
             if re.search(rf"'{name}'", TABLE) and name not in skip}
    write(FIXTURES / 'manners.json', {name: outcomes for name, outcomes in found.items() if outcomes})
