"""Writes tests/fixtures/sklearn/sgd.json: the estimators that learn by stochastic gradient descent."""
import warnings

import numpy as np
from sklearn import linear_model
from sklearn_data import FIXTURES, datasets, write

warnings.simplefilter('ignore')
CLASSIFICATION = ('binary', 'multiclass', 'wide_classification', 'ties_classification')
REGRESSION = ('regression', 'wide_regression', 'ties_regression')


def scaled(X):
    """Descent diverges on unscaled data: divide by the largest value, exactly alike in both languages."""
    return X / np.abs(X).max()


def case(name, data, weighted=False, parts=0, **params):
    X, y, w = datasets[data]
    X = scaled(X)
    model = getattr(linear_model, name)(**params)
    passes_weights = name.startswith('SGD')
    if parts:
        for part in range(parts):
            rows = slice(part * 10, part * 10 + 30)
            first = dict(classes=np.unique(y)) if 'predict_proba' in dir(model) or hasattr(model, 'class_weight') else {}
            model.partial_fit(X[rows], y[rows], **first)
    else:
        model.fit(X, y, **(dict(sample_weight=w) if weighted and passes_weights else {}))
        if params.get('warm_start'):
            model.fit(X, y)
    expect = dict(coef_=model.coef_, intercept_=model.intercept_, n_iter_=model.n_iter_, t_=model.t_, predict=model.predict(X)[:40])
    if name == 'SGDClassifier' and params.get('loss') in ('log_loss', 'modified_huber'):
        expect['proba'] = model.predict_proba(X)[:10]
    if isinstance(params.get('class_weight'), dict):
        params['class_weight'] = {str(k): v for k, v in params['class_weight'].items()}
    return dict(data=data, weighted=weighted, parts=parts, params=params, expect=expect)


def SGDClassifier():
    def make(data, **params):
        return case('SGDClassifier', data, **{'random_state': 5, 'max_iter': 40, **params})
    for data in CLASSIFICATION:
        yield make(data, random_state=0)
        yield make(data, weighted=True, class_weight='balanced', loss='log_loss', alpha=0.01)
        yield make(data, loss='modified_huber', penalty='elasticnet', average=True)
        yield make(data, loss='log_loss', early_stopping=True, validation_fraction=0.3, n_iter_no_change=3)
    for loss in ('squared_hinge', 'perceptron', 'squared_error', 'huber', 'epsilon_insensitive', 'squared_epsilon_insensitive'):
        yield make('binary', loss=loss, epsilon=0.2, learning_rate='constant', eta0=0.05)
        yield make('multiclass', loss=loss, learning_rate='invscaling', eta0=0.1, power_t=0.3)
    for penalty in ('l1', 'l2', 'elasticnet', None):
        yield make('binary', penalty=penalty, alpha=0.01, l1_ratio=0.4)
        yield make('wide_classification', penalty=penalty, alpha=0.001)
    yield make('binary', penalty='l2', alpha=100, learning_rate='constant', eta0=0.5)
    yield make('binary', learning_rate='adaptive', eta0=0.1, loss='log_loss', max_iter=300)
    yield make('multiclass', learning_rate='adaptive', eta0=0.1, tol=None, max_iter=12)
    yield make('binary', shuffle=False, fit_intercept=False)
    yield make('binary', average=500, max_iter=5)
    yield make('multiclass', average=100000, max_iter=3)
    yield make('binary', class_weight={0: 3, 1: 0.5}, weighted=True)
    yield make('multiclass', class_weight=dict(setosa=1, versicolor=3, virginica=0.5))
    for average in (False, 10):
        yield make('binary', warm_start=True, max_iter=3, average=average)
        yield make('multiclass', warm_start=True, max_iter=3, average=average)
        yield make('binary', parts=4, average=average)
        yield make('multiclass', parts=4, average=average)


def SGDRegressor():
    def make(data, **params):
        return case('SGDRegressor', data, **{'random_state': 5, 'max_iter': 40, **params})
    for data in REGRESSION:
        yield make(data, random_state=0, max_iter=1000)
        yield make(data, weighted=True, alpha=0.1, average=True)
        yield make(data, early_stopping=True, validation_fraction=0.2, learning_rate='constant')
        for loss in ('huber', 'epsilon_insensitive', 'squared_epsilon_insensitive'):
            yield make(data, loss=loss, epsilon=0.5, penalty='elasticnet')
    for penalty in ('l1', None):
        yield make('regression', penalty=penalty, alpha=0.1)
    yield make('regression', learning_rate='optimal', alpha=0.01)
    yield make('regression', learning_rate='adaptive', max_iter=300, tol=1)
    yield make('regression', penalty='elasticnet', l1_ratio=0.6, eta0=0.05, power_t=0.4, n_iter_no_change=2)
    yield make('regression', average=10000, max_iter=5, fit_intercept=False, shuffle=False)
    for average in (False, 10):
        yield make('regression', warm_start=True, max_iter=3, average=average)
        yield make('regression', parts=4, average=average)


def Perceptron():
    for data in CLASSIFICATION:
        yield case('Perceptron', data)
        yield case('Perceptron', data, penalty='l2', alpha=0.001, eta0=0.5, random_state=3)
    yield case('Perceptron', 'multiclass', penalty='elasticnet', l1_ratio=0.6, class_weight='balanced', max_iter=20)
    yield case('Perceptron', 'binary', penalty='l1', early_stopping=True, n_iter_no_change=2)
    yield case('Perceptron', 'binary', fit_intercept=False, shuffle=False, tol=0.1)
    yield case('Perceptron', 'ties_classification', early_stopping=True, validation_fraction=0.3, warm_start=True, max_iter=8)
    yield case('Perceptron', 'multiclass', parts=3)


def PassiveAggressiveClassifier():
    for data in CLASSIFICATION:
        yield case('PassiveAggressiveClassifier', data, random_state=1, max_iter=50)
        yield case('PassiveAggressiveClassifier', data, random_state=2, loss='squared_hinge', C=0.1, max_iter=50)
    yield case('PassiveAggressiveClassifier', 'binary', random_state=0, average=True, class_weight='balanced', max_iter=30)
    yield case('PassiveAggressiveClassifier', 'multiclass', random_state=0, early_stopping=True, fit_intercept=False)
    yield case('PassiveAggressiveClassifier', 'binary', shuffle=False, tol=0.1, n_iter_no_change=2, warm_start=True)
    yield case('PassiveAggressiveClassifier', 'ties_classification', random_state=4, early_stopping=True, validation_fraction=0.3)
    yield case('PassiveAggressiveClassifier', 'multiclass', random_state=0, parts=3)


def PassiveAggressiveRegressor():
    for data in REGRESSION:
        yield case('PassiveAggressiveRegressor', data, random_state=1, max_iter=50)
        yield case('PassiveAggressiveRegressor', data, random_state=2, loss='squared_epsilon_insensitive', C=0.1, epsilon=0.4, max_iter=50)
    yield case('PassiveAggressiveRegressor', 'regression', random_state=0, average=True, early_stopping=True, max_iter=30)
    yield case('PassiveAggressiveRegressor', 'regression', shuffle=False, fit_intercept=False, tol=1, n_iter_no_change=2)
    yield case('PassiveAggressiveRegressor', 'ties_regression', random_state=4, early_stopping=True, validation_fraction=0.3,
               warm_start=True, max_iter=20)
    yield case('PassiveAggressiveRegressor', 'regression', random_state=0, parts=3)


write(FIXTURES / 'sgd.json', {f.__name__: list(f()) for f in
      (SGDClassifier, SGDRegressor, Perceptron, PassiveAggressiveClassifier, PassiveAggressiveRegressor)})
