"""Writes tests/fixtures/sklearn/linear_model/<Class>.json for linear models in closed form and by coordinate descent."""
import sys
import warnings

import numpy as np
from sklearn import linear_model
from sklearn_data import FIXTURES, datasets, write

warnings.simplefilter('ignore')
REGRESSION = ('regression', 'wide_regression', 'ties_regression')


def least_norm(model, X, y, weight):
    """Centred wide data has one rank less than rows; scikit-learn 1.2 counts its rounding error as a rank. This is right."""
    root = np.sqrt(weight)[:, None]
    mean, y_mean = np.average(X, axis=0, weights=weight), np.average(y, weights=weight)
    model.coef_, _, model.rank_, model.singular_ = np.linalg.lstsq(root * (X - mean), root[:, 0] * (y - y_mean), 1e-10)
    model.intercept_ = y_mean - mean @ model.coef_


def fitted(name, data, params, weighted=False, attributes=(), method='predict'):
    """One case: what scikit-learn has after a fit."""
    X, y, weight = datasets[data]
    if name == 'Lars' and len(X) < X.shape[1]:
        # Beyond that scikit-learn's path on this data explodes (coefficients of 1e24): nothing to compare.
        params = dict(n_nonzero_coefs=20) | params
    # Weights in eighths add up without rounding, so that scikit-learn, too, centres a constant column to zero.
    weight = np.round(weight * 8) / 8
    model = getattr(linear_model, name)(
        **{k: np.array(v) if k == 'alpha' and isinstance(v, list) else v for k, v in params.items()})
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter('always')
        model.fit(X, y, **({'sample_weight': weight} if weighted else {}))
    told = sorted({w.category.__name__.replace('RuntimeWarning', 'UserWarning') for w in caught} - {'LinAlgWarning'})
    if name == 'LinearRegression' and len(X) < X.shape[1] and model.fit_intercept and not model.positive:
        least_norm(model, X, y, weight if weighted else np.ones(len(y)))
    expect = {a: getattr(model, a) for a in attributes if hasattr(model, a)}
    if np.ndim(model.coef_) == 2:  # without an intercept scikit-learn has one zero for all planes
        expect['intercept_'] = np.resize(model.intercept_, len(model.coef_))
    expect[method] = getattr(model, method)(X)[:8]
    return dict(data=data, params=params, weighted=weighted, expect=expect, warnings=told)


def family(name, params, attributes, weights=True, sets=REGRESSION, method='predict'):
    """All parameter sets on all data sets, with and without sample weights; written as the class's fixture."""
    # Without a penalty the coefficient of a constant column is what rounding left of it: nothing to compare.
    cases = [fitted(name, data, p, weighted, attributes, method)
             for data in sets for p in params for weighted in ((False, True) if weights else (False,))
             if not (p.get('alpha') == 0 and weighted and data == 'ties_regression')]
    write(FIXTURES / f'linear_model/{name}.json', cases)


LINEAR = ['coef_', 'intercept_', 'n_features_in_']
LARS_ATTRIBUTES = LINEAR + ['n_iter_', 'alphas_', 'active_', 'coef_path_']
DESCENT = LINEAR + ['n_iter_', 'dual_gap_']
ENET = [dict(), dict(alpha=0.1), dict(alpha=0.05, fit_intercept=False), dict(alpha=0.1, precompute=True),
        dict(alpha=0.1, selection='random', random_state=3), dict(alpha=0.2, positive=True),
        dict(alpha=0.1, precompute=True, selection='random', random_state=0, positive=True),
        dict(alpha=0.01, tol=1e-7, max_iter=5000), dict(alpha=0.01, max_iter=3), dict(alpha=0)]
ENET_CV = [dict(n_alphas=7, cv=3, eps=1e-2), dict(alphas=[0.1, 1, 0.5], cv=4, fit_intercept=False),
           dict(n_alphas=5, precompute=True, positive=True), dict(n_alphas=5, precompute=False, tol=1e-6),
           dict(n_alphas=4, selection='random', random_state=1, max_iter=200)]

SOLVERS = ('auto', 'svd', 'cholesky', 'lsqr', 'sparse_cg', 'sag', 'saga')
RIDGE = [dict(solver=s, random_state=0) for s in SOLVERS] + [
    dict(alpha=0.1, fit_intercept=False), dict(alpha=30), dict(positive=True, tol=1e-9), dict(alpha=[0.5]),
    dict(solver='lbfgs', positive=True, alpha=0.5, fit_intercept=False, tol=1e-9),
    dict(solver='lsqr', tol=1e-6), dict(solver='lsqr', max_iter=2), dict(solver='sparse_cg', tol=1e-10),
    dict(solver='sparse_cg', max_iter=2), dict(solver='sag', max_iter=5, random_state=1),
    dict(solver='sag', fit_intercept=False, alpha=5, random_state=2, tol=1e-7),
    dict(solver='saga', fit_intercept=False, alpha=5, random_state=3, tol=1e-7), dict(alpha=0, solver='lsqr')]

RIDGE_CV = [dict(), dict(alphas=[0.01, 0.5, 20, 300], fit_intercept=False), dict(gcv_mode='eigen'), dict(gcv_mode='auto', alpha_per_target=True), dict(gcv_mode='svd'),
            dict(store_cv_values=True, alphas=[1, 5]), dict(scoring='neg_mean_absolute_error', store_cv_values=True),
            dict(cv=3), dict(cv=4, scoring='max_error', alphas=[0.1, 1, 10, 50], fit_intercept=False), dict(alphas=2)]
CLASSES = ('binary', 'multiclass', 'wide_classification', 'ties_classification')
RIDGE_CLASSIFIER = [dict(solver=s, random_state=0) for s in SOLVERS if s != 'sparse_cg'] + [
    dict(solver='sparse_cg', tol=1e-8),
    dict(solver='lbfgs', positive=True, tol=1e-9),
    dict(class_weight='balanced', alpha=0.3), dict(fit_intercept=False), dict(positive=True, tol=1e-9),
    dict(solver='sag', max_iter=3, random_state=4)]

BAYES = [dict(), dict(compute_score=True), dict(fit_intercept=False, n_iter=3), dict(alpha_init=2, lambda_init=0.1),
         dict(alpha_1=1, alpha_2=2, lambda_1=3, lambda_2=0.5, tol=1e-8, compute_score=True)]
LARS = [dict(), dict(n_nonzero_coefs=3), dict(precompute=False, fit_intercept=False), dict(fit_path=False),
        dict(normalize=True), dict(jitter=0.1, random_state=5), dict(precompute=True, n_nonzero_coefs=4, eps=1e-8)]
LASSO_LARS = [dict(), dict(alpha=0.1), dict(alpha=0.01, precompute=False), dict(alpha=0.2, positive=True),
              dict(alpha=0.1, fit_path=False, fit_intercept=False), dict(alpha=0.05, normalize=True),
              dict(alpha=0, max_iter=4), dict(jitter=0.1, random_state=6, alpha=0.3), dict(alpha=0.1, precompute=True, eps=1e-8)]
OMP = [dict(), dict(n_nonzero_coefs=3), dict(n_nonzero_coefs=4, precompute=False, fit_intercept=False),
       dict(tol=500.0), dict(tol=500.0, precompute=False), dict(n_nonzero_coefs=2, normalize=True),
       dict(tol=1.0), dict(tol=1.0, precompute=False)]

families = {
    'LinearRegression': lambda n: family(n, [dict(), dict(fit_intercept=False), dict(positive=True),
                                             dict(positive=True, fit_intercept=False)],
                                         LINEAR + ['rank_', 'singular_']),
    'Ridge': lambda n: family(n, RIDGE, LINEAR + ['n_iter_']),
    'RidgeCV': lambda n: family(n, RIDGE_CV, LINEAR + ['alpha_', 'best_score_', 'cv_values_']),
    'RidgeClassifier': lambda n: family(n, RIDGE_CLASSIFIER, LINEAR + ['n_iter_', 'classes_'], sets=CLASSES,
                                        method='decision_function'),
    'BayesianRidge': lambda n: family(n, BAYES, LINEAR + ['alpha_', 'lambda_', 'scores_', 'n_iter_', 'X_offset_',
                                                          'X_scale_']),
    'Lars': lambda n: family(n, LARS, LARS_ATTRIBUTES, False),
    'LassoLars': lambda n: family(n, LASSO_LARS, LARS_ATTRIBUTES, False),
    'OrthogonalMatchingPursuit': lambda n: family(n, OMP, LINEAR + ['n_iter_', 'n_nonzero_coefs_'], False),
    'Lasso': lambda n: family(n, ENET, DESCENT),
    'ElasticNet': lambda n: family(n, ENET + [dict(alpha=0.1, l1_ratio=0.1), dict(l1_ratio=0), dict(l1_ratio=1)],
                                   DESCENT),
    'LassoCV': lambda n: family(n, ENET_CV + [dict(n_alphas=20)], DESCENT + ['alpha_', 'alphas_', 'mse_path_']),
    'ElasticNetCV': lambda n: family(n, ENET_CV + [dict(l1_ratio=[0.2, 0.9], n_alphas=6)],
                                     DESCENT + ['alpha_', 'alphas_', 'mse_path_', 'l1_ratio_']),
}



def extras():
    """What needs more than parameters: warm starts, Gram matrices, given folds, the deviation of predictions."""
    X, y, _ = datasets['regression']
    plain = linear_model.Lasso(alpha=5, warm_start=True).fit(X, y)
    first = plain.n_iter_
    warm = plain.set_params(alpha=0.1).fit(X, y)
    splits = [[list(range(20, 80)), list(range(20))], [list(range(40)), list(range(40, 80))]]
    G = X.T @ X
    gram = linear_model.ElasticNet(alpha=0.1, precompute=G, fit_intercept=False).fit(X, y)
    centred = linear_model.Lasso(alpha=0.1, precompute=G).fit(X, y)
    lars = linear_model.LassoLars(alpha=0.1, precompute=G, fit_intercept=False).fit(X, y)
    enet = linear_model.ElasticNetCV(cv=splits, n_alphas=5).fit(X, y)
    ridge = linear_model.RidgeCV(cv=splits).fit(X, y)
    bayes = linear_model.BayesianRidge().fit(X, y)
    write(FIXTURES / 'linear_model/closed_extras.json', dict(
        gram=G, splits=splits, warm=dict(n_iter=[first, warm.n_iter_], coef=warm.coef_), byGram=gram.coef_,
        centred=centred.coef_, lars=lars.coef_, enet=dict(alpha=enet.alpha_, coef=enet.coef_, mse=enet.mse_path_),
        ridge=dict(alpha=ridge.alpha_, score=ridge.best_score_, coef=ridge.coef_),
        bayes=dict(std=bayes.predict(X[:5], return_std=True)[1], sigma=bayes.sigma_)))


families['extras'] = lambda _: extras()

if __name__ == '__main__':
    for name in sys.argv[1:] or families:
        families[name](name)
