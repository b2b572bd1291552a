"""Writes tests/fixtures/sklearn/boosting.json and adaboost.json: what is boosted, tree for tree and stage for stage."""
import os
import warnings

# With AVX-512 numpy has an exponential of its own, whose last bit is often another: where splits tie up to rounding the trees then
# depend on the processor. Without it numpy takes the C library's, which is all but always the nearest double.
os.environ['NPY_DISABLE_CPU_FEATURES'] = 'AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL AVX512_ICL'

import numpy as np
from sklearn.ensemble import AdaBoostClassifier, AdaBoostRegressor, GradientBoostingClassifier, GradientBoostingRegressor
from sklearn.linear_model import Ridge, SGDClassifier
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsRegressor
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor
from sklearn_data import FIXTURES, datasets, write

warnings.simplefilter('ignore')

SHARED = [
    {},
    dict(weighted=True, learning_rate=0.5, max_depth=2),
    dict(subsample=0.6, max_features=0.5),
    dict(subsample=0.5, weighted=True, min_samples_leaf=3),
    dict(criterion='squared_error', max_features='sqrt', min_samples_split=0.2),
    dict(max_leaf_nodes=4, max_depth=None, max_features='log2', min_impurity_decrease=0.01),
    dict(ccp_alpha=0.02, min_weight_fraction_leaf=0.1, weighted=True),
    dict(init='zero', max_features='auto'),
    dict(init='tree', weighted=True),
    dict(n_iter_no_change=2, validation_fraction=0.3, n_estimators=40, learning_rate=0.7, tol=0.01),
    dict(n_iter_no_change=3, validation_fraction=0.2, n_estimators=30, subsample=0.8, weighted=True),
    dict(warm_start=True, n_estimators=3, more=7),
    dict(warm_start=True, n_estimators=3, more=6, subsample=0.7, max_features=2),
    dict(warm_start=True, n_estimators=3, more=9, n_iter_no_change=2, validation_fraction=0.3),
]
CLASSIFIER = [dict(loss='deviance')]
EXPONENTIAL = [
    dict(loss='exponential'),
    dict(loss='exponential', subsample=0.7, weighted=True),
    dict(loss='exponential', init='tree', n_iter_no_change=2, validation_fraction=0.25, n_estimators=20),
]
REGRESSOR = [
    dict(dict(loss=loss, **own), **options)
    for loss, own in (('absolute_error', {}), ('huber', {}), ('huber', dict(alpha=0.6)), ('quantile', {}),
                      ('quantile', dict(alpha=0.29)))
    for options in ({}, dict(weighted=True, subsample=0.7),
                    dict(n_iter_no_change=2, validation_fraction=0.3, n_estimators=20, tol=0.1))
] + [dict(init='neighbors')]
INIT = {
    'GradientBoostingClassifier': dict(tree=DecisionTreeClassifier(max_depth=1, random_state=0)),
    'GradientBoostingRegressor': dict(tree=DecisionTreeRegressor(max_depth=1, random_state=0),
                                      neighbors=KNeighborsRegressor()),
}


def described(model, X):
    rows = X[::5]
    trees = [tree.tree_ for stage in model.estimators_ for tree in stage]
    expect = dict(
        features=[tree.feature for tree in trees], thresholds=[tree.threshold for tree in trees[:4]],
        values=[tree.value.ravel() for tree in trees[:4] + trees[-1:]],
        n_estimators_=len(model.estimators_), max_features_=model.max_features_,
        train_score_=model.train_score_, feature_importances_=model.feature_importances_,
        apply=model.apply(rows).reshape(len(rows), -1), predict=model.predict(rows),
        staged=[np.asarray(y) for y in model.staged_predict(rows[:4])],
    )
    if hasattr(model, 'oob_improvement_'):
        expect['oob_improvement_'] = model.oob_improvement_
    if hasattr(model, 'predict_proba'):
        expect |= dict(predict_proba=model.predict_proba(rows), decision_function=model.decision_function(rows).ravel(),
                       staged_proba=[p.ravel() for p in model.staged_predict_proba(rows[:2])])
    return expect


def gradient(Class, data, options, seed):
    options = dict(options)
    X, y, weights = datasets[data]
    given = {'sample_weight': weights} if options.pop('weighted', False) else {}
    more = options.pop('more', None)
    params = dict(random_state=seed, n_estimators=6) | options
    shown = dict(params)
    params['init'] = INIT[Class.__name__].get(params.get('init'), params.get('init'))
    model = Class(**params).fit(X, y, **given)
    if more:
        model.set_params(n_estimators=more).fit(X, y, **given)
    return dict(name=Class.__name__, data=data, params=shown, more=more, weighted=bool(given), expect=described(model, X))


def cases():
    many = ['binary', 'multiclass', 'wide_classification', 'ties_classification']
    numbers = ['regression', 'wide_regression', 'ties_regression']
    for i, options in enumerate(SHARED + CLASSIFIER):
        for data in (many[i % 4], many[(i + 1) % 4]):
            yield GradientBoostingClassifier, data, options, i
    for i, options in enumerate(EXPONENTIAL):
        for data in ('binary', 'ties_classification'):
            yield GradientBoostingClassifier, data, options, i
    for i, options in enumerate(SHARED + REGRESSOR):
        yield GradientBoostingRegressor, numbers[i % 3], options, i


# `base` names the estimator and its parameters, for the test to make the same.
ADA = [
    {},
    dict(weighted=True, learning_rate=0.3),
    dict(base=('tree', dict(max_depth=2, max_features=2))),
    dict(base=('tree', dict(max_depth=2, splitter='random')), weighted=True, n_estimators=12),
]
ADA_CLASSIFIER = [
    dict(options, algorithm=algorithm)
    for algorithm in ('SAMME', 'SAMME.R')
    for options in ADA + [dict(base=('bayes', {}), learning_rate=0.1), dict(base=('tree', {}))]
] + [dict(base=('sgd', dict(loss='hinge')), algorithm='SAMME', learning_rate=0.5)]
ADA_REGRESSOR = [
    dict(options, loss=loss)
    for loss in ('linear', 'square', 'exponential')
    for options in ADA + [dict(base=('ridge', {}), learning_rate=0.5), dict(base=('tree', {}))]
]
BASES = {
    'AdaBoostClassifier': dict(tree=DecisionTreeClassifier, bayes=GaussianNB, sgd=SGDClassifier),
    'AdaBoostRegressor': dict(tree=DecisionTreeRegressor, ridge=Ridge),
}


def adaptive(Class, data, options, seed):
    options = dict(options)
    X, y, weights = datasets[data]
    given = {'sample_weight': weights} if options.pop('weighted', False) else {}
    base = options.pop('base', None)
    estimator = base and BASES[Class.__name__][base[0]](**base[1])
    params = dict(random_state=seed, n_estimators=8) | options
    model = Class(estimator, **params).fit(X, y, **given)
    rows = X[::4]
    expect = dict(
        n=len(model.estimators_), estimator_weights_=model.estimator_weights_, estimator_errors_=model.estimator_errors_,
        seeds=[getattr(e, 'random_state', None) for e in model.estimators_],
        features=[e.tree_.feature for e in model.estimators_ if hasattr(e, 'tree_')],
        predict=model.predict(rows), staged=[np.asarray(p) for p in model.staged_predict(rows[:5])],
        staged_score=list(model.staged_score(X, y, weights)),
        feature_importances_=getattr(model, 'feature_importances_', None),
    )
    if hasattr(model, 'predict_proba'):
        expect |= dict(predict_proba=model.predict_proba(rows), decision_function=model.decision_function(rows).ravel(),
                       staged_proba=[p.ravel() for p in model.staged_predict_proba(rows[:3])])
    return dict(name=Class.__name__, data=data, params=params, weighted=bool(given),
                base=base and dict(className=type(estimator).__name__, params=base[1]), expect=expect)


def adaptive_cases():
    for i, options in enumerate(ADA_CLASSIFIER):
        for data in (['binary', 'ties_classification'][i % 2], ['multiclass', 'wide_classification'][i % 2]):
            yield AdaBoostClassifier, data, options, i
    for i, options in enumerate(ADA_REGRESSOR):
        yield AdaBoostRegressor, ['regression', 'wide_regression', 'ties_regression'][i % 3], options, i


if __name__ == '__main__':
    write(FIXTURES / 'boosting.json', [gradient(*case) for case in cases()])
    write(FIXTURES / 'adaboost.json', [adaptive(*case) for case in adaptive_cases()])
