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
    expect = dict(coef_=model.coef_, intercept_=model.intercept_, n_iter_=model.n_iter_, predict=model.predict(X),
                  proba=model.predict_proba(X)[:20], decision=np.reshape(model.decision_function(X)[:20], (20, -1)),
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


write(FIXTURES / 'logistic_regression.json', dict(lbfgs=list(lbfgs())))
