"""Writes tests/fixtures/sklearn/attributes.json: what each class has after a fit, and its methods."""
import inspect
import re
import warnings
from pathlib import Path

import numpy as np
from sklearn.base import is_classifier
from sklearn.utils import all_estimators

from sklearn_data import FIXTURES, datasets, write

warnings.simplefilter('ignore')
ROOT = Path(__file__).resolve().parents[2]
TABLE = (ROOT / 'src/lib/sklearn/classes.ts').read_text()
COMPOSED = {'ColumnTransformer', 'Pipeline', 'GridSearchCV'}
# Deprecated, sparse, or Python's own objects.
OTHERWISE = {'base_estimator_', 'n_features_', 'sparse_coef_', 'loss_function_', 'outputs_2d_'}
METHODS = ['fit', 'partial_fit', 'predict', 'predict_proba', 'predict_log_proba', 'decision_function', 'transform', 'fit_transform',
           'inverse_transform', 'score', 'get_params', 'set_params', 'kneighbors', 'kneighbors_graph', 'radius_neighbors',
           'apply', 'decision_path', 'get_depth', 'get_n_leaves', 'cost_complexity_pruning_path',
           'get_covariance', 'get_precision', 'score_samples', 'predict_joint_log_proba',
           'get_feature_names_out']


def shape(value):
    """null for one number or text, the lengths of an array or list, 'object' for anything else."""
    if value is None or isinstance(value, (str, bool, int, float, np.generic)):
        return None
    if isinstance(value, (list, tuple)):
        return [len(value)]
    return list(value.shape) if isinstance(value, np.ndarray) else 'object'


def attributes(model):
    # A number of a neural network, but an object of Python's own, and deprecated, of gradient boosting.
    boosted = {'loss_'} if type(model).__name__.startswith('GradientBoosting') else set()
    for name in sorted(set(dir(model)) - OTHERWISE - boosted):
        if name.endswith('_') and not name.startswith('_'):
            try:
                with warnings.catch_warnings():
                    # What is deprecated says so.
                    warnings.simplefilter('error', FutureWarning)
                    value = getattr(model, name)
            except (AttributeError, FutureWarning):
                continue
            yield name, shape(value)


def described(Class):
    taken = inspect.signature(Class.__init__).parameters
    out = {}
    for data in ['ties_classification', 'multiclass'] if is_classifier(Class()) else ['ties_regression']:
        X, y, _ = datasets[data]
        if 'NB' in Class.__name__ or 'Encoder' in Class.__name__:
            X = np.floor(np.abs(X))
        params = {k: v for k, v in dict(random_state=0, n_estimators=5, n_components=2, sparse_output=False).items() if k in taken}
        y = np.maximum(y + 6, 1) if data == 'ties_regression' else y
        if Class.__name__ == 'QuantileRegressor':
            params['solver'] = 'highs'
        model = Class(**params).fit(X, y)
        out[data] = dict(attributes(model))
    return dict(attributes=out, methods=[m for m in METHODS if hasattr(model, m)])


if __name__ == '__main__':
    write(FIXTURES / 'attributes.json', {name: described(Class) for name, Class in all_estimators()
                                         if re.search(rf"'{name}'", TABLE) and name not in COMPOSED})
