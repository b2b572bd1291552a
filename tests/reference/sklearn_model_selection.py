"""Writes tests/fixtures/sklearn/model_selection.json: scikit-learn's splits, cross-validation and grid search."""
import warnings

import numpy as np
from sklearn import model_selection as ms
from sklearn.naive_bayes import GaussianNB, MultinomialNB
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier

from sklearn_data import FIXTURES, datasets, write

warnings.simplefilter('ignore')
SPLITS = [('KFold', {}), ('KFold', dict(n_splits=7)), ('KFold', dict(n_splits=3, shuffle=True, random_state=5)),
          ('StratifiedKFold', {}), ('StratifiedKFold', dict(n_splits=4, shuffle=True, random_state=9)),
          ('ShuffleSplit', dict(n_splits=3, random_state=1)),
          ('ShuffleSplit', dict(n_splits=2, random_state=1, test_size=0.33, train_size=20)),
          ('ShuffleSplit', dict(n_splits=2, random_state=4, train_size=0.41)),
          ('StratifiedShuffleSplit', dict(n_splits=2, random_state=3)),
          ('StratifiedShuffleSplit', dict(n_splits=2, random_state=3, test_size=17, train_size=0.3))]
HALVES = [{}, dict(random_state=0), dict(random_state=0, test_size=0.2), dict(random_state=7, train_size=11),
          dict(shuffle=False, test_size=0.3), dict(random_state=2, stratify=True, test_size=0.4)]


def splits():
    for name, params in SPLITS:
        for data in ('multiclass', 'ties_classification', 'wide_classification'):
            X, y, _ = datasets[data]
            made = getattr(ms, name)(**params).split(X, y)
            yield dict(name=name, params=params, data=data, train_test=[[train, test] for train, test in made])


def halves():
    for params in HALVES[1:]:
        for data in ('multiclass', 'ties_classification'):
            X, y, _ = datasets[data]
            given = {**params, 'stratify': y} if params.get('stratify') else params
            train, test = ms.train_test_split(np.arange(len(X)), **given)
            yield dict(params=params, data=data, train=train, test=test)


def validated():
    folds = [[np.arange(0, 40), np.arange(40, 60)], [np.arange(20, 60), np.arange(0, 20)]]
    cases = [('GaussianNB', GaussianNB(), 'multiclass', dict(return_train_score=True)),
             ('GaussianNB', GaussianNB(), 'binary', dict(scoring=['roc_auc', 'neg_log_loss', 'f1'], cv=3, return_train_score=True)),
             ('GaussianNB', GaussianNB(), 'ties_classification', dict(scoring='average_precision', cv=folds)),
             ('KNeighborsRegressor', KNeighborsRegressor(), 'regression', {}),
             ('KNeighborsRegressor', KNeighborsRegressor(), 'ties_regression', dict(scoring='neg_mean_absolute_error', cv=4)),
             ('MultinomialNB', MultinomialNB(), 'multiclass', dict(scoring=['accuracy', 'f1_macro'], cv=4))]
    for name, model, data, options in cases:
        X, y, w = datasets[data]
        for weighted in (False, True):
            if weighted and name.startswith('K'):
                continue
            fit_params = dict(sample_weight=w) if weighted else None
            found = ms.cross_validate(model, X, y, fit_params=fit_params, **options)
            yield dict(name=name, data=data, options=options, weighted=weighted,
                       scores={k: v for k, v in found.items() if not k.endswith('_time')})


def searches():
    def shown(search, kind, grid, data, options):
        results = {k: v for k, v in search.cv_results_.items() if '_time' not in k and not k.startswith('param_')}
        best = {k: getattr(search, k) for k in ('best_index_', 'best_score_', 'best_params_') if hasattr(search, k)}
        X, y, _ = datasets[data]
        if search.refit:
            best['predict'], best['score'] = search.predict(X[::4]), search.score(X, y)
        return dict(kind=kind, grid=grid, data=data, options=options, results=results, best=best)

    pipeline = Pipeline([('scale', StandardScaler()), ('knn', KNeighborsClassifier())])
    cases = [('tree', DecisionTreeClassifier(random_state=0), dict(max_depth=[1, 2, 5], criterion=['gini', 'entropy']), 'multiclass', {}),
             ('tree', DecisionTreeClassifier(random_state=0), [dict(max_depth=[2]), dict(min_samples_leaf=[3, 9])], 'binary',
              dict(scoring=['accuracy', 'roc_auc'], refit='roc_auc', cv=3, return_train_score=True)),
             ('tree', DecisionTreeClassifier(random_state=0), dict(max_depth=[1, 3]), 'binary', dict(scoring=['f1', 'recall'], refit=False, cv=4)),
             ('pipeline', pipeline, dict(knn__n_neighbors=[1, 3, 9], knn__weights=['uniform', 'distance'], scale__with_std=[True, False]),
              'ties_classification', dict(scoring='balanced_accuracy', cv=3))]
    for kind, model, grid, data, options in cases:
        X, y, _ = datasets[data]
        yield shown(ms.GridSearchCV(model, grid, **options).fit(X, y), kind, grid, data, options)


if __name__ == '__main__':
    write(FIXTURES / 'model_selection.json', dict(
        splits=list(splits()), halves=list(halves()), validated=list(validated()), searches=list(searches())))
