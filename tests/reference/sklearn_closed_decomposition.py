"""Writes tests/fixtures/sklearn/decomposition/PCA.json."""
import numpy as np
from sklearn.decomposition import PCA
from sklearn_data import FIXTURES, datasets, write

ATTRIBUTES = ('components_', 'explained_variance_', 'explained_variance_ratio_', 'singular_values_', 'mean_',
              'noise_variance_', 'n_components_', 'n_samples_', 'n_features_in_')


def case(data, X, **params):
    model = PCA(**params).fit(X)
    scores = model.transform(X)
    expect = {a: getattr(model, a) for a in ATTRIBUTES}
    expect.update(transform=scores[:6], fit_transform=PCA(**params).fit_transform(X)[:6],
                  inverse_transform=model.inverse_transform(scores)[:3])
    # Without variance left over, the Gaussian model is that of the covariance: of full rank in 'regression' only.
    if model.noise_variance_ > 1e-9 and X.shape[0] > X.shape[1] or data == 'regression':
        expect.update(score=model.score(X), score_samples=model.score_samples(X)[:6],
                      get_covariance=model.get_covariance(), get_precision=model.get_precision())
    return dict(data=data, params=params, expect=expect)


def cases():
    for data in ('binary', 'multiclass', 'regression'):
        X = datasets[data][0]
        for params in (dict(), dict(n_components=2), dict(n_components=0.8), dict(n_components='mle'),
                       dict(n_components=3, whiten=True), dict(n_components=2, svd_solver='arpack', random_state=0),
                       dict(svd_solver='arpack', random_state=0), dict(n_components=0, svd_solver='full'),
                       dict(n_components=2, svd_solver='randomized', random_state=1)):
            yield case(data, X, **params)
    # The last direction of these has no variance, and so no sign: it is left out.
    X = datasets['wide_regression'][0]
    for params in (dict(n_components=29), dict(n_components=0.5), dict(n_components=5, svd_solver='arpack', random_state=0),
                   *(dict(n_components=4, svd_solver='randomized', random_state=2, power_iteration_normalizer=p,
                          iterated_power=i, n_oversamples=6) for p in ('auto', 'LU', 'QR', 'none') for i in (3, 1))):
        yield case('wide_regression', X, **params)
    X = datasets['ties_regression'][0]
    for params in (dict(n_components=4), dict(n_components=0.9, whiten=True), dict(n_components='mle')):
        yield case('ties_regression', X, **params)


write(FIXTURES / 'decomposition/PCA.json', list(cases()))
# Beyond 500 rows 'auto' is randomized.
rng = np.random.RandomState(0)
X = np.round(rng.standard_normal((600, 3)) @ rng.standard_normal((3, 12)) + 0.1 * rng.standard_normal((600, 12)), 2)
model = PCA(n_components=3, random_state=0).fit(X)
assert model._fit_svd_solver == 'randomized'
write(FIXTURES / 'decomposition/PCA_auto.json', dict(X=X, expect={a: getattr(model, a) for a in ATTRIBUTES}))
