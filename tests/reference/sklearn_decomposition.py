"""Writes tests/fixtures/sklearn/decomposition/<class>.json: what the decompositions beside PCA learn, and what they answer."""
import warnings
from types import SimpleNamespace

import numpy as np
from sklearn.decomposition import NMF, FactorAnalysis, FastICA, IncrementalPCA, KernelPCA, TruncatedSVD, _factor_analysis
from sklearn.utils._param_validation import StrOptions
from sklearn.utils.extmath import svd_flip
from sklearn_data import FIXTURES, datasets, write

# The signs of LAPACK's vectors are its own affair: here they are those that scikit-learn gives all others.
plain_svd = _factor_analysis.linalg.svd


def flipped_svd(X, **kwargs):
    U, s, Vt = plain_svd(X, **kwargs)
    U, Vt = svd_flip(U, Vt)
    return U, s, Vt


ASKED = ('transform', 'score', 'score_samples', 'get_covariance', 'get_precision')
SHOWN = 6


def shortened(value):
    return value[:SHOWN] if isinstance(value, np.ndarray) else value


def case(Class, data, scores=True, **params):
    X = np.abs(datasets[data][0]) if Class is NMF else datasets[data][0]
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter('always')
        model = Class(**params).fit(X)
    expect = {a: v for a, v in vars(model).items() if a.endswith('_') and a != 'X_fit_' and isinstance(v, (int, float, list, np.ndarray, np.generic))}
    # Without noise the model's covariance may have no inverse.
    scores = scores and np.all(model.noise_variance_ > 1e-9) if hasattr(model, 'noise_variance_') else scores
    # Of no factors scikit-learn makes no rows.
    none = params.get('n_components') == 0
    for name in ASKED if scores else ('transform',):
        if hasattr(model, name) and not (none and name == 'transform'):
            expect[name] = shortened(getattr(model, name)(*([] if name.startswith('get') else [X])))
    if none:
        return dict(data=data, params=params, expect=expect, warnings=[])
    with warnings.catch_warnings():
        warnings.simplefilter('ignore')
        expect['fit_transform'] = shortened(Class(**params).fit_transform(X))
    if hasattr(model, 'inverse_transform') and getattr(model, 'fit_inverse_transform', True):
        expect['inverse_transform'] = shortened(model.inverse_transform(model.transform(X)))
    names = sorted(w.category.__name__ for w in caught if w.category is not RuntimeWarning)
    return dict(data=data, params=params, expect=expect, warnings=names)


def truncated():
    # The check takes 'OR' for 'QR'; what computes knows 'QR'.
    TruncatedSVD._parameter_constraints['power_iteration_normalizer'] = [StrOptions({'auto', 'QR', 'LU', 'none'})]
    for data in ('binary', 'multiclass', 'regression'):
        for params in (dict(random_state=0), dict(n_components=1, random_state=1), dict(n_components=3, algorithm='arpack', random_state=0),
                       dict(n_components=4, random_state=2, n_iter=0, n_oversamples=1),
                       dict(n_components=2, algorithm='arpack', tol=0.0, random_state=3)):
            yield case(TruncatedSVD, data, **params)
    for params in (dict(n_components=5, algorithm='arpack', random_state=0),
                   *(dict(n_components=3, random_state=4, n_iter=i, n_oversamples=5, power_iteration_normalizer=p)
                     for p in ('auto', 'QR', 'LU', 'none') for i in (1, 4))):
        yield case(TruncatedSVD, 'wide_regression', **params)
    for params in (dict(random_state=0), dict(n_components=3, algorithm='arpack', random_state=0)):
        yield case(TruncatedSVD, 'ties_regression', **params)


def incremental():
    for data in ('binary', 'multiclass', 'regression'):
        for params in (dict(), dict(n_components=2), dict(n_components=3, whiten=True), dict(n_components=2, batch_size=11),
                       dict(n_components=4, batch_size=79), dict(batch_size=7)):
            yield case(IncrementalPCA, data, **params)
    for params in (dict(n_components=4), dict(n_components=4, batch_size=9), dict(n_components=8, batch_size=13, whiten=True)):
        yield case(IncrementalPCA, 'wide_regression', scores=False, **params)
    # A constant column: the model's covariance has no inverse.
    for params in (dict(n_components=3), dict(n_components=2, batch_size=10, whiten=True)):
        yield case(IncrementalPCA, 'ties_regression', scores=False, **params)


def factors():
    _factor_analysis.linalg = SimpleNamespace(svd=flipped_svd, inv=_factor_analysis.linalg.inv)
    for data in ('binary', 'multiclass', 'regression'):
        d = datasets[data][0].shape[1]
        for params in (dict(n_components=2), dict(n_components=2, svd_method='lapack'), dict(n_components=0, svd_method='lapack'),
                       dict(n_components=1, tol=1e-6), dict(n_components=2, max_iter=3, tol=0),
                       dict(n_components=2, rotation='varimax'), dict(n_components=2, rotation='quartimax', svd_method='lapack'),
                       dict(n_components=2, iterated_power=0, random_state=5),
                       dict(n_components=2, noise_variance_init=[0.5 + j for j in range(d)])):
            yield case(FactorAnalysis, data, **params)
    yield case(FactorAnalysis, 'regression')
    yield case(FactorAnalysis, 'regression', n_components=3, rotation='quartimax')
    yield case(FactorAnalysis, 'regression', n_components=6, svd_method='lapack')
    for params in (dict(n_components=3), dict(n_components=3, svd_method='lapack', rotation='varimax'),
                   dict(n_components=2, iterated_power=1, random_state=1)):
        yield case(FactorAnalysis, 'wide_regression', **params)
    for params in (dict(n_components=2), dict(n_components=1, svd_method='lapack')):
        yield case(FactorAnalysis, 'ties_regression', **params)


def kernels():
    for data in ('binary', 'multiclass', 'regression'):
        for params in (dict(n_components=2), dict(n_components=3, kernel='rbf'), dict(n_components=3, kernel='rbf', gamma=0.3),
                       dict(n_components=2, kernel='poly'), dict(n_components=2, kernel='poly', degree=2, coef0=0.5, gamma=0.1),
                       dict(n_components=2, kernel='sigmoid', gamma=0.001, coef0=0), dict(n_components=2, kernel='cosine'),
                       dict(n_components=3, kernel='rbf', fit_inverse_transform=True, alpha=0.1),
                       dict(n_components=2, fit_inverse_transform=True), dict(n_components=2, eigen_solver='arpack', random_state=0),
                       dict(n_components=2, kernel='rbf', eigen_solver='randomized', random_state=1, iterated_power=2),
                       dict(n_components=3, kernel='cosine', eigen_solver='randomized', random_state=2, remove_zero_eig=True)):
            yield case(KernelPCA, data, **params)
    yield case(KernelPCA, 'regression', kernel='linear')
    yield case(KernelPCA, 'regression', n_components=9, kernel='linear', eigen_solver='dense', remove_zero_eig=True)
    for params in (dict(), dict(n_components=4, kernel='rbf', gamma=0.01), dict(n_components=4, kernel='cosine', eigen_solver='dense')):
        yield case(KernelPCA, 'wide_regression', **params)
    for params in (dict(n_components=3), dict(n_components=3, kernel='rbf', gamma=0.2)):
        yield case(KernelPCA, 'ties_regression', **params)


def independent():
    unit = dict(whiten='unit-variance', random_state=0)
    for data in ('binary', 'multiclass', 'regression'):
        for params in (dict(n_components=2, random_state=0), dict(n_components=3, **unit), dict(n_components=2, fun='exp', **unit),
                       dict(n_components=2, fun='cube', **unit), dict(n_components=2, fun_args=dict(alpha=1.5), **unit),
                       dict(n_components=2, algorithm='deflation', **unit), dict(n_components=2, whiten_solver='eigh', **unit),
                       dict(n_components=2, whiten=True, w_init=[[1, 0.5], [0.2, -1]]), dict(n_components=3, tol=0.01, **unit),
                       dict(n_components=2, whiten='arbitrary-variance', max_iter=2, tol=0, random_state=1)):
            yield case(FastICA, data, **params)
    yield case(FastICA, 'multiclass', algorithm='deflation', fun='cube', **unit)
    yield case(FastICA, 'regression', whiten=False, max_iter=2, random_state=0)
    yield case(FastICA, 'regression', whiten=False, n_components=2, max_iter=2, random_state=0)
    yield case(FastICA, 'multiclass', n_components=9, tol=0.01, **unit)
    for params in (dict(n_components=2), dict(n_components=3, whiten_solver='eigh')):
        yield case(FastICA, 'wide_regression', **params, **unit)
    for params in (dict(n_components=3), dict(n_components=2, algorithm='deflation')):
        yield case(FastICA, 'ties_regression', **params, **unit)


def parts():
    mu = dict(solver='mu', n_components=2, random_state=0, max_iter=40)
    for data in ('binary', 'multiclass', 'regression'):
        for params in (dict(n_components=2, random_state=0), dict(n_components=3, init='random', random_state=1, max_iter=30),
                       dict(n_components=2, init='nndsvd', random_state=0), dict(n_components=2, init='nndsvdar', random_state=2),
                       dict(n_components=3, alpha_W=0.01, l1_ratio=0.3, random_state=0), dict(n_components=2, tol=0.01, random_state=0),
                       dict(n_components=2, alpha_W=0.02, alpha_H=0.01, random_state=0, max_iter=20, tol=0),
                       dict(n_components=3, shuffle=True, random_state=3, max_iter=25), mu, dict(mu, alpha_W=0.01, l1_ratio=0.5),
                       dict(mu, beta_loss='kullback-leibler'), dict(mu, beta_loss='itakura-saito', alpha_W=0.01),
                       dict(mu, beta_loss=1.5), dict(mu, beta_loss=3, init='random'), dict(mu, beta_loss=0.5, init='nndsvd')):
            # Itakura and Saito's divergence of zeros is infinite.
            if params.get('beta_loss') != 'itakura-saito' or np.all(datasets[data][0]):
                yield case(NMF, data, **params)
    yield case(NMF, 'wide_regression', n_components=3, random_state=0)
    yield case(NMF, 'wide_regression', n_components=40, random_state=0, max_iter=5)
    yield case(NMF, 'ties_regression', n_components=2, random_state=0)
    yield case(NMF, 'ties_regression', **dict(mu, beta_loss='kullback-leibler'))


if __name__ == '__main__':
    # Those of fit are in the fixtures.
    warnings.simplefilter('ignore')
    for name, cases in dict(TruncatedSVD=truncated, IncrementalPCA=incremental, FactorAnalysis=factors, KernelPCA=kernels,
                            FastICA=independent, NMF=parts).items():
        write(FIXTURES / f'decomposition/{name}.json', list(cases()))
