"""Writes tests/fixtures/sklearn/ensemble.json: forests tree for tree, and what is bagged."""
import warnings

import numpy as np
from sklearn import ensemble
from sklearn.linear_model import LinearRegression, LogisticRegression, RidgeClassifier
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor
from sklearn_data import FIXTURES, datasets, write

warnings.simplefilter('ignore')

SHARED = [
    {},
    dict(oob_score=True, bootstrap=True, n_estimators=25),
    dict(bootstrap=True, max_samples=0.35, max_depth=4, weighted=True),
    dict(bootstrap=True, max_samples=20, min_samples_leaf=2),
    dict(bootstrap=False, max_features=0.6, min_samples_split=0.1),
    dict(max_leaf_nodes=6, max_features='log2', weighted=True),
    dict(min_impurity_decrease=0.01, ccp_alpha=0.01),
    dict(max_features='auto', min_weight_fraction_leaf=0.05, weighted=True),
    dict(warm_start=True, n_estimators=3, more=8),
]
CLASSIFIER = [
    dict(class_weight='balanced', criterion='entropy'),
    dict(class_weight='balanced_subsample', bootstrap=True, weighted=True),
    dict(class_weight='balanced_subsample', bootstrap=False),
    dict(class_weight='first', criterion='log_loss', oob_score=True, bootstrap=True, n_estimators=4),
]
REGRESSOR = [
    dict(criterion='friedman_mse', weighted=True),
    dict(criterion='absolute_error', max_features='sqrt'),
    dict(criterion='poisson', positive=True, oob_score=True, bootstrap=True, n_estimators=4),
]
CLASSIFICATION = ['binary', 'multiclass', 'wide_classification', 'ties_classification']
REGRESSION = ['regression', 'wide_regression', 'ties_regression']
FORESTS = {
    'RandomForestClassifier': (CLASSIFICATION, CLASSIFIER),
    'ExtraTreesClassifier': (CLASSIFICATION, CLASSIFIER),
    'RandomForestRegressor': (REGRESSION, REGRESSOR),
    'ExtraTreesRegressor': (REGRESSION, REGRESSOR),
}


def outcome(model, X):
    """What any ensemble says, on every third row."""
    rows = X[::3]
    expect = dict(predict=model.predict(rows))
    for name in ('predict_proba', 'decision_function'):
        if hasattr(model, name):
            expect[name] = getattr(model, name)(rows)
    for name in ('oob_score_', 'oob_decision_function_', 'oob_prediction_'):
        if hasattr(model, name):
            value = getattr(model, name)
            # JSON has no NaN: what bagging says of rows that every estimator has drawn.
            expect[name] = np.where(np.isnan(value), None, value).tolist()
    return expect


def forest(name, data, options, seed):
    options = dict(options)
    X, y, weights = datasets[data]
    given = {'sample_weight': weights} if options.pop('weighted', False) else {}
    more = options.pop('more', None)
    positive = options.pop('positive', False)
    if positive:
        y = np.maximum(np.round(np.abs(y)) - 2, 0)
    params = dict(dict(random_state=seed, n_estimators=5), **options)
    shown = dict(params)
    if params.get('class_weight') == 'first':
        params['class_weight'] = {np.unique(y)[0].item(): 2.5}
        shown['class_weight'] = {str(np.unique(y)[0]): 2.5}
    model = getattr(ensemble, name)(**params).fit(X, y, **given)
    if more:
        model.set_params(n_estimators=more).fit(X, y, **given)
    expect = outcome(model, X) | dict(
        seeds=[t.random_state for t in model.estimators_],
        features=[t.tree_.feature for t in model.estimators_],
        thresholds=[t.tree_.threshold for t in model.estimators_[:2]],
        feature_importances_=model.feature_importances_,
        leaves=model.apply(X[::9]),
        n_nodes_ptr=model.decision_path(X[::9])[1],
        nodes_on_path=model.decision_path(X[::9])[0].sum(axis=1).A1,
    )
    return dict(name=name, data=data, params=shown, more=more, weighted=bool(given), positive=positive, expect=expect)


# `base` names the base estimator and its parameters, for the test to make the same.
BAGGED = [
    dict(),
    dict(base=('tree', dict(max_depth=3)), n_estimators=6, oob_score=True),
    dict(base=('tree', {}), bootstrap=False, max_samples=0.5, max_features=0.6),
    dict(base=('tree', {}), bootstrap_features=True, max_features=4, weighted=True),
    dict(base=('tree', dict(max_features='sqrt')), max_samples=17, n_estimators=4),
    dict(base=('pipeline', {}), max_samples=0.8, oob_score=True, n_estimators=8),
    dict(base=('neighbors', dict(n_neighbors=3)), max_samples=0.8, oob_score=True),
    dict(base=('linear', {}), weighted=True, max_features=3),
    dict(warm_start=True, n_estimators=3, more=7),
]
BAGGED_CLASSIFIER = [
    dict(base=('bayes', {}), weighted=True, oob_score=True, n_estimators=20),
    dict(base=('voting', {}), oob_score=True, n_estimators=20),
]
BASES = {
    'BaggingClassifier': dict(tree=DecisionTreeClassifier, neighbors=KNeighborsClassifier, linear=LogisticRegression,
                              bayes=GaussianNB, voting=RidgeClassifier),
    'BaggingRegressor': dict(tree=DecisionTreeRegressor, neighbors=KNeighborsRegressor, linear=LinearRegression),
}


def bagged(name, data, options, seed):
    options = dict(options)
    X, y, weights = datasets[data]
    given = {'sample_weight': weights} if options.pop('weighted', False) else {}
    more = options.pop('more', None)
    base = options.pop('base', None)
    params = dict(dict(random_state=seed, n_estimators=5), **options)
    estimator = None
    if base and base[0] == 'pipeline':
        # It takes no sample weights, and its tree's random_state lies deeper.
        estimator = Pipeline([('scale', StandardScaler()), ('tree', BASES[name]['tree'](max_features=2))])
    elif base:
        estimator = BASES[name][base[0]](**base[1])
    model = getattr(ensemble, name)(estimator, **params).fit(X, y, **given)
    expect = dict(samples=[s[:5] for s in model.estimators_samples_])
    if more:
        model.set_params(n_estimators=more).fit(X, y, **given)
    expect |= outcome(model, X) | dict(features=model.estimators_features_)
    return dict(name=name, data=data, params=params, more=more, weighted=bool(given),
                base=base and dict(className=type(estimator).__name__, params=base[1]), expect=expect)


if __name__ == '__main__':
    forests = [forest(name, sets[i % len(sets)], options, seed=i)
               for name, (sets, own) in FORESTS.items() for i, options in enumerate(SHARED + own)]
    bags = [bagged(name, sets[i % len(sets)], options, seed=i)
            for name, sets, own in (('BaggingClassifier', CLASSIFICATION, BAGGED_CLASSIFIER),
                                    ('BaggingRegressor', REGRESSION, []))
            for i, options in enumerate(BAGGED + own)]
    write(FIXTURES / 'ensemble.json', dict(forests=forests, bagged=bags))
