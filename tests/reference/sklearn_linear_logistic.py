"""Writes tests/fixtures/sklearn/logistic_regression.json: LogisticRegression by solver, penalty and data set."""
import warnings

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn_data import FIXTURES, datasets, write

warnings.simplefilter('ignore')
SETS = ('binary', 'multiclass', 'wide_classification', 'ties_classification')


def case(data, weighted=False, class_weight_keys=None, **params):
    X, y, w = datasets[data]
    model = LogisticRegression(**params).fit(X, y, sample_weight=w if weighted else None)
    expect = dict(coef_=model.coef_, intercept_=np.broadcast_to(model.intercept_, len(model.coef_)), n_iter_=model.n_iter_, predict=model.predict(X),
                  proba=model.predict_proba(X)[:5], decision=np.reshape(model.decision_function(X)[:5], (5, -1)),
                  score=model.score(X, y, w if weighted else None))
    if 'class_weight' in params and isinstance(params['class_weight'], dict):
        params['class_weight'] = {str(k): v for k, v in params['class_weight'].items()}
    return dict(data=data, weighted=weighted, params=params, expect=expect)


def lbfgs():
    for data in SETS:
        for multi_class in ('auto', 'ovr', 'multinomial'):
            yield case(data, multi_class=multi_class, max_iter=1000)
        yield case(data, fit_intercept=False, max_iter=1000)
        yield case(data, weighted=True, C=0.05)
        yield case(data, class_weight='balanced', C=2, tol=1e-2, max_iter=2000)
        yield case(data, class_weight='balanced', multi_class='ovr', weighted=True)
        yield case(data, max_iter=5)
    yield case('binary', penalty=None)
    yield case('binary', penalty='none', multi_class='multinomial')
    yield case('multiclass', class_weight=dict(setosa=1, versicolor=3, virginica=0.5))
    yield case('multiclass', class_weight=dict(setosa=1, versicolor=3, virginica=0.5), multi_class='ovr')
    yield case('binary', class_weight={0: 2, 1: 0.25})


def newton_cg():
    for data in SETS:
        yield case(data, solver='newton-cg', tol=1e-6)
        yield case(data, solver='newton-cg', multi_class='ovr', weighted=True, C=0.2)
    yield case('ties_classification', solver='newton-cg', penalty=None, tol=1e-3)
    yield case('multiclass', solver='newton-cg', class_weight='balanced', fit_intercept=False, C=0.5, tol=1e-6)
    yield case('multiclass', solver='newton-cg', max_iter=3)
    yield case('binary', solver='newton-cg', multi_class='multinomial', C=20)


def newton_cholesky():
    for data in SETS:
        yield case(data, solver='newton-cholesky')
        yield case(data, solver='newton-cholesky', weighted=True, C=0.2, class_weight='balanced', tol=1e-9)
    yield case('binary', solver='newton-cholesky', penalty=None)
    yield case('multiclass', solver='newton-cholesky', fit_intercept=False, max_iter=2)
    # Unpenalised with a constant and a doubled column: the hessian is singular and lbfgs takes over.
    yield case('ties_classification', solver='newton-cholesky', penalty=None)


def sag():
    for data in SETS:
        yield case(data, solver='sag', random_state=3, max_iter=60)
        yield case(data, solver='sag', random_state=4, max_iter=40, multi_class='ovr', weighted=True, C=0.1)
    yield case('binary', solver='sag', random_state=0, tol=1e-2, class_weight='balanced')
    yield case('binary', solver='sag', random_state=0, penalty=None, fit_intercept=False)
    yield case('binary', solver='sag', random_state=0, multi_class='multinomial', tol=1e-2)


def saga():
    for data in SETS:
        for penalty in ('l1', 'l2', 'elasticnet', None):
            yield case(data, solver='saga', penalty=penalty, l1_ratio=0.3 if penalty == 'elasticnet' else None, random_state=1,
                       max_iter=50)
        yield case(data, solver='saga', penalty='l1', C=0.1, random_state=5, max_iter=40, multi_class='ovr', weighted=True)
    yield case('binary', solver='saga', penalty='elasticnet', l1_ratio=0.9, C=0.2, random_state=0, tol=1e-2)
    yield case('binary', solver='saga', penalty='l1', random_state=0, fit_intercept=False, tol=1e-2)


def liblinear():
    for data in SETS:
        for penalty, dual in (('l2', False), ('l2', True), ('l1', False)):
            yield case(data, solver='liblinear', penalty=penalty, dual=dual, random_state=0)
            yield case(data, solver='liblinear', penalty=penalty, dual=dual, random_state=1, weighted=True, C=0.3,
                       class_weight='balanced', intercept_scaling=10, tol=1e-3)
        yield case(data, solver='liblinear', fit_intercept=False, random_state=2, C=5)
    yield case('multiclass', solver='liblinear', penalty='l1', random_state=7, C=50, tol=1e-6)
    yield case('binary', solver='liblinear', dual=True, random_state=7, max_iter=3)
    yield case('multiclass', solver='liblinear', class_weight=dict(setosa=1, versicolor=3, virginica=0.5))


write(FIXTURES / 'logistic_regression.json',
      {f.__name__.replace('_', '-'): list(f()) for f in (lbfgs, newton_cg, newton_cholesky, sag, saga, liblinear)})
