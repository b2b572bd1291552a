"""Writes tests/fixtures/sklearn/svm.json: kernel machines by class, kernel, data set and parameters."""
import warnings

import numpy as np
from sklearn.base import is_classifier
from sklearn.svm import SVC, SVR, LinearSVC, LinearSVR, NuSVC, NuSVR
from sklearn_data import FIXTURES, datasets, write

CLASSIFICATION = ('binary', 'multiclass', 'wide_classification', 'ties_classification')
REGRESSION = ('regression', 'wide_regression', 'ties_regression')
ATTRIBUTES = ('support_', 'n_support_', 'dual_coef_', 'intercept_', 'coef_', 'probA_', 'probB_', 'class_weight_', 'fit_status_',
              'shape_fit_', 'n_iter_', 'offset_')
# How many rows methods are asked of.
FIRST = 12


def plain(value):
    """Digits beyond those that comparisons look at make the file large."""
    value = np.asarray(value)
    return np.array([float(f'{v:.13g}') for v in value.ravel()]).reshape(value.shape) if value.dtype.kind == 'f' else value


def case(Class, data, weighted=False, **params):
    X, y, w = datasets[data]
    if params.get('kernel') == 'precomputed':
        X = X @ X.T
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter('always')
        model = Class(**params).fit(X, y, sample_weight=w if weighted else None)
    # Those that are no classifiers have class_weight_ too, but it is deprecated and empty.
    names = [name for name in ATTRIBUTES if is_classifier(model) or name != 'class_weight_']
    expect = {name: plain(getattr(model, name)) for name in names if hasattr(model, name)}
    if np.ndim(model.intercept_) == 0:
        # Without an intercept it is one zero for all classes.
        expect['intercept_'] = np.zeros(len(model.coef_) if is_classifier(model) else 1)
    expect['predict'] = plain(model.predict(X))
    for method in ('decision_function', 'predict_proba', 'score_samples'):
        if hasattr(model, method):
            answer = getattr(model, method)(X[:FIRST])
            expect[method] = plain(answer.reshape(len(answer), -1))
    if params.get('multi_class') == 'crammer_singer':
        # LIBLINEAR leaves the counts of all classes but the first unset; the warning follows from them.
        del expect['n_iter_']
        caught = []
    if isinstance(params.get('class_weight'), dict):
        params['class_weight'] = {str(k): v for k, v in params['class_weight'].items()}
    return dict(data=data, weighted=weighted, params=params, expect=expect,
                warnings=sorted({warning.category.__name__ for warning in caught}))


def kernels(Class, data, **others):
    yield case(Class, data, **others)
    yield case(Class, data, weighted=True, kernel='linear', **others)
    yield case(Class, data, kernel='poly', degree=2, coef0=1, gamma='auto', shrinking=False, **others)
    yield case(Class, data, kernel='poly', **others)
    yield case(Class, data, kernel='sigmoid', gamma=0.01, coef0=0.5, **others)
    yield case(Class, data, weighted=True, gamma=0.3, tol=1e-5, cache_size=0.001, **others)
    yield case(Class, data, kernel='linear', max_iter=7, verbose=0, **others)
    yield case(Class, data, kernel='precomputed', tol=1e-2, **others)


def classifiers(Class, small, large):
    for data in CLASSIFICATION:
        yield from kernels(Class, data, **small)
        yield case(Class, data, **large)
        yield case(Class, data, decision_function_shape='ovo', gamma='auto', **small)
        yield case(Class, data, decision_function_shape='ovr', break_ties=True, kernel='linear', **small)
        yield case(Class, data, class_weight='balanced', weighted=True, **small)
        yield case(Class, data, probability=True, random_state=3, **small)
        yield case(Class, data, probability=True, random_state=8, kernel='linear', weighted=True, **small)
    yield case(Class, 'multiclass', class_weight=dict(setosa=1, versicolor=3, virginica=0.5), **small)
    yield case(Class, 'binary', class_weight={0: 2, 1: 0.25}, probability=True, random_state=0, max_iter=5, **small)


def regressors(Class, small, large):
    for data in REGRESSION:
        yield from kernels(Class, data, **small)
        yield case(Class, data, **large)
        yield case(Class, data, C=20, **small)


def linear_classifiers():
    forms = (dict(), dict(loss='hinge'), dict(dual=False), dict(dual=False, penalty='l1'), dict(multi_class='crammer_singer'))
    for data in CLASSIFICATION:
        for form in forms:
            yield case(LinearSVC, data, random_state=1, max_iter=200, **form)
            yield case(LinearSVC, data, random_state=2, max_iter=200, weighted=True, C=0.1, class_weight='balanced', **form)
            yield case(LinearSVC, data, random_state=3, tol=1e-2, fit_intercept=False, C=3, max_iter=200, **form)
            yield case(LinearSVC, data, random_state=4, intercept_scaling=5, max_iter=3, verbose=0, **form)


def linear_regressors():
    forms = (dict(), dict(loss='squared_epsilon_insensitive'), dict(loss='squared_epsilon_insensitive', dual=False))
    for data in REGRESSION:
        for form in forms:
            yield case(LinearSVR, data, random_state=1, max_iter=200, **form)
            yield case(LinearSVR, data, random_state=2, max_iter=200, weighted=True, C=0.1, epsilon=1, **form)
            yield case(LinearSVR, data, random_state=3, tol=1e-2, fit_intercept=False, C=3, max_iter=200, **form)
            # Cut short on wide data the trust region method's own result moves by 0.01 when X changes by 1e-15.
            if data != 'wide_regression' or 'dual' not in form:
                yield case(LinearSVR, data, random_state=4, intercept_scaling=5, max_iter=3, verbose=0, epsilon=0.1, **form)


if __name__ == '__main__':
    write(FIXTURES / 'svm.json', dict(
        SVC=list(classifiers(SVC, {}, dict(C=50))),
        NuSVC=list(classifiers(NuSVC, dict(nu=0.3), dict(nu=0.1))),
        SVR=list(regressors(SVR, {}, dict(epsilon=2, C=5))),
        NuSVR=list(regressors(NuSVR, {}, dict(nu=0.2))),
        LinearSVC=list(linear_classifiers()),
        LinearSVR=list(linear_regressors())))
