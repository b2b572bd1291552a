"""Writes tests/fixtures/sklearn/neighbors.json: scikit-learn's neighbours, on one thread."""
import os

os.environ['OMP_NUM_THREADS'] = '1'

import warnings

import numpy as np
from sklearn import neighbors

from sklearn_data import FIXTURES, datasets, write

SETS = {'Classifier': ['binary', 'multiclass', 'wide_classification', 'ties_classification'],
        'Regressor': ['regression', 'wide_regression', 'ties_regression']}
SEARCH = [{}, dict(algorithm='brute'), dict(algorithm='kd_tree', leaf_size=3), dict(algorithm='ball_tree', leaf_size=2),
          dict(p=1, weights='distance'), dict(p=3, algorithm='kd_tree', leaf_size=5), dict(p=float('inf'), leaf_size=4),
          dict(p=1.5, weights='distance', algorithm='brute'), dict(metric='cosine', weights='distance'),
          dict(metric_params=dict(w='W', p=3)), dict(metric_params=dict(w='W'), algorithm='brute', weights=None),
          dict(metric='chebyshev', algorithm='brute'), dict(metric='sqeuclidean'), dict(metric='l1', algorithm='ball_tree'),
          dict(metric='l2', weights='distance', leaf_size=1), dict(metric='p', metric_params=dict(p=3.5)),
          dict(metric='infinity'), dict(metric='cityblock', algorithm='brute'), dict(metric='euclidean', algorithm='brute'),
          dict(metric='manhattan', algorithm='ball_tree')]
CENTROID = [{}, dict(metric='manhattan'), dict(shrink_threshold=0.5), dict(metric='cosine'), dict(metric='chebyshev'),
            dict(metric='minkowski', shrink_threshold=0.2), dict(metric='l1'), dict(metric='l2'), dict(metric='cityblock'),
            dict(metric='sqeuclidean')]


def asked(name, X):
    """The rows asked about: every third, moved off the training rows where these are not integers."""
    return X[1::3] if name.startswith('ties') else np.round(X[1::3] + 0.05, 4)


def filled(params, X):
    if 'w' not in params.get('metric_params', {}):
        return params
    w = [0.5 + (j % 4) / 2 for j in range(X.shape[1])]
    return {**params, 'metric_params': {**params['metric_params'], 'w': w}}


def shown(params):
    return {k: 'inf' if v == float('inf') else v for k, v in params.items()}


def fit(cls, params, X, y):
    model = getattr(neighbors, cls)(**params)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter('always')
        model.fit(X, y)
    return model, len({str(warning.message) for warning in caught})


def case(cls, data, params):
    X, y, _ = datasets[data]
    params = filled(params, X)
    model, warned = fit(cls, params, X, y)
    rows = asked(data, X)
    expect = dict(warned=warned, predict=None)
    if cls != 'NearestCentroid':
        expect.update(method=model._fit_method, metric=model.effective_metric_)
        if cls.startswith('K'):
            expect['distances'], expect['indices'] = model.kneighbors(rows)
        else:
            found = model.radius_neighbors(rows)
            expect['distances'], expect['indices'] = ([a.tolist() for a in part] for part in found)
    else:
        expect['centroids'] = model.centroids_
    with warnings.catch_warnings():
        warnings.simplefilter('ignore')
        predicted = model.predict(rows)
        expect['predict'] = [None if v != v else v for v in predicted.tolist()]
        if hasattr(model, 'predict_proba'):
            expect['predict_proba'] = model.predict_proba(rows)
    return dict(name=cls, data=data, params=shown(params), expect=expect)


def ranged(data, metric, algorithm):
    """A radius that reaches some rows, and not those far out."""
    X, y, _ = datasets[data]
    model = neighbors.NearestNeighbors(metric=metric, n_neighbors=4).fit(X)
    radius = np.round(np.quantile(model.kneighbors()[0][:, -1], 0.4), 1)
    # Not on the distance of any row: a cosine's last digit is the BLAS's, a power's that of the mathematical library.
    return float(radius) + (0.0137 if metric in ('cosine', 'p', 'minkowski') else 0) or 0.1


def cases():
    for kind, names in SETS.items():
        for i, params in enumerate(SEARCH):
            for j, data in enumerate(names):
                if i and data.startswith('wide') and i % 3:
                    continue
                yield case('KNeighbors' + kind, data, {**params, 'n_neighbors': 2 + (i + j) % 6} if i else params)
        for i, params in enumerate(SEARCH):
            for data in names:
                if data.startswith('wide') and i:
                    continue
                metric = params.get('metric', {1: 'manhattan', 2: 'euclidean'}.get(params.get('p', 2), 'minkowski'))
                radius = dict(radius=ranged(data, metric, params.get('algorithm')))
                label = {} if kind == 'Regressor' else dict(
                    outlier_label='most_frequent' if i % 2 else {'multiclass': 'setosa'}.get(data, 7))
                yield case('RadiusNeighbors' + kind, data, {**params, **radius, **label})
    for params in CENTROID:
        for data in SETS['Classifier']:
            if params and data.startswith('wide'):
                continue
            yield case('NearestCentroid', data, params)


def tied():
    """Many rows equally far: which are taken, and in which order, is part of the answer."""
    X = np.random.RandomState(3).randint(0, 5, size=(700, 3)).astype(float)
    for trained, queried in ((700, 60), (60, 700), (300, 300)):
        for algorithm, leaf_size in (('brute', 30), ('kd_tree', 30), ('kd_tree', 4), ('ball_tree', 30), ('ball_tree', 3)):
            for metric in ('euclidean', 'manhattan', 'chebyshev'):
                model = neighbors.NearestNeighbors(algorithm=algorithm, leaf_size=leaf_size, metric=metric).fit(X[:trained])
                indices = model.kneighbors(X[-queried:], n_neighbors=9, return_distance=False)
                own = model.kneighbors(n_neighbors=4, return_distance=False)
                radius = model.radius_neighbors(X[-20:], radius=1, return_distance=False)
                yield dict(trained=trained, queried=queried, metric=metric, algorithm=algorithm, leaf_size=leaf_size,
                           indices=indices[::7], own=own[::11], radius=[found.tolist() for found in radius[::2]])


if __name__ == '__main__':
    write(FIXTURES / 'neighbors.json', {'cases': list(cases()), 'tied': list(tied())})
