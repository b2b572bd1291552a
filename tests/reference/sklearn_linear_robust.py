"""Writes tests/fixtures/sklearn/robust_and_glm.json: Huber, quantile and generalised linear regression."""
import warnings

import numpy as np
from sklearn import linear_model
from sklearn_data import FIXTURES, datasets, write

warnings.simplefilter('ignore')
SETS = ('regression', 'wide_regression', 'ties_regression')
TARGETS = {
    'as is': lambda y: y,
    'counts': lambda y: np.round(np.abs(y) / np.abs(y).max() * 9),
    'positive': lambda y: np.round(np.abs(y) / np.abs(y).max() * 9, 3) + 0.25,
}


def case(name, data, target='as is', weighted=False, **params):
    X, y, w = datasets[data]
    y = TARGETS[target](y).astype(float)
    model = getattr(linear_model, name)(**params).fit(X, y, sample_weight=w if weighted else None)
    if params.get('warm_start'):
        model.fit(X, y)
    expect = dict(coef_=model.coef_, intercept_=model.intercept_, n_iter_=model.n_iter_, predict=model.predict(X)[:20],
                  score=model.score(X, y, w if weighted else None))
    if name == 'HuberRegressor':
        expect.update(scale_=model.scale_, outliers_=model.outliers_.astype(int))
    return dict(data=data, y=y, weighted=weighted, params=params, expect=expect)


def HuberRegressor():
    for data in SETS:
        yield case('HuberRegressor', data, alpha=3 if data == 'wide_regression' else 0.0001)
        yield case('HuberRegressor', data, weighted=True, epsilon=1, alpha=2, max_iter=1000)
        yield case('HuberRegressor', data, epsilon=3, fit_intercept=False, alpha=0.1)
    yield case('HuberRegressor', 'regression', max_iter=4)
    yield case('HuberRegressor', 'regression', warm_start=True, tol=1e-3, alpha=1)


def QuantileRegressor():
    for data in SETS:
        for quantile in (0.5, 0.1, 0.85):
            for alpha in (0, 0.02, 0.7):
                yield case('QuantileRegressor', data, quantile=quantile, alpha=alpha, solver='highs')
        yield case('QuantileRegressor', data, quantile=0.3, alpha=0.1, weighted=True, solver='highs')
        for solver in ('highs-ds', 'highs-ipm', 'revised simplex', 'interior-point'):
            yield case('QuantileRegressor', data, quantile=0.3, alpha=0.1, solver=solver)
        yield case('QuantileRegressor', data, quantile=0.6, alpha=0.1, fit_intercept=False, solver='highs')


def glm(name, target, variants):
    for data in SETS:
        for params in variants:
            yield case(name, data, target, **params)
            yield case(name, data, target, weighted=True, solver='newton-cholesky', **params)
    yield case(name, 'regression', target, fit_intercept=False, alpha=0.1, tol=1e-7, **variants[0])
    yield case(name, 'regression', target, max_iter=2, **variants[0])
    yield case(name, 'regression', target, warm_start=True, **variants[0])
    yield case(name, 'regression', target, alpha=0, solver='newton-cholesky', **variants[0])


def PoissonRegressor():
    return glm('PoissonRegressor', 'counts', [dict(), dict(alpha=0.05, max_iter=1000)])


def GammaRegressor():
    return glm('GammaRegressor', 'positive', [dict(), dict(alpha=0.05, max_iter=1000)])


def TweedieRegressor():
    yield from glm('TweedieRegressor', 'as is', [dict(), dict(power=0, link='identity', alpha=0.01)])
    yield from glm('TweedieRegressor', 'positive', [dict(power=1.5), dict(power=3), dict(power=2.5, alpha=10), dict(power=0, link='log')])
    yield from glm('TweedieRegressor', 'counts', [dict(power=1), dict(power=1.2)])
    yield case('TweedieRegressor', 'regression', 'positive', power=1, link='identity', alpha=10)
    yield case('TweedieRegressor', 'regression', 'positive', power=2, link='identity', alpha=30)
    yield case('TweedieRegressor', 'regression', 'positive', power=1.5, link='identity', alpha=30)
    yield case('TweedieRegressor', 'regression', 'positive', power=-1, link='log', alpha=100)


write(FIXTURES / 'robust_and_glm.json', {f.__name__: list(f()) for f in
      (HuberRegressor, QuantileRegressor, PoissonRegressor, GammaRegressor, TweedieRegressor)})
