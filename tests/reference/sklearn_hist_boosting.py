"""Writes tests/fixtures/sklearn/histBoosting.json: histogram gradient boosting, node for node."""
import os
import warnings

# numpy's own exponential of AVX-512 has other last bits than the C library's, and sums over threads have another order.
os.environ['NPY_DISABLE_CPU_FEATURES'] = 'AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL AVX512_ICL'
os.environ['OMP_NUM_THREADS'] = '1'

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn_data import FIXTURES, datasets, write

warnings.simplefilter('ignore')


def mixed():
    """Measures with gaps, a feature of gaps alone, categories with gaps, a constant."""
    random = np.random.RandomState(7)
    n = 260
    X = np.round(random.standard_normal((n, 6)), 2)
    X[:, 2] = random.randint(0, 9, n)
    X[:, 3] = random.randint(0, 4, n) * 3
    X[:, 5] = 1
    number = np.round(X[:, 0] + np.where(X[:, 2] % 3 == 1, 2, -1) + (X[:, 3] == 6) + random.standard_normal(n) / 2, 3)
    X[random.random_sample((n, 6)) < [.2, 0, .15, 0, 1, .4]] = np.nan
    return X, number, np.round(random.random_sample(n) * 3, 1)


X, number, weights = mixed()
data = {
    'mixed_regression': (X, number, weights),
    'mixed_counts': (X, np.floor(np.exp(number / 2)), weights),
    'mixed_binary': (X, np.where(number > 0, 'yes', 'no'), weights),
    'mixed_multiclass': (X, np.digitize(number, [-1, 0.5]) + 1, weights),
}
data |= datasets
infinite = datasets['regression'][0].copy()
infinite[[3, 7, 9], [1, 1, 2]] = np.inf, -np.inf, np.inf
data['infinite_regression'] = (infinite, *datasets['regression'][1:])
# Each feature twice: of equal gains the order in which they are looked at decides.
data['twin_regression'] = (np.hstack([datasets['regression'][0]] * 2), *datasets['regression'][1:])

SHARED = [
    {},
    dict(weighted=True, learning_rate=0.4, min_samples_leaf=3),
    dict(max_leaf_nodes=5, l2_regularization=2.5, min_samples_leaf=2),
    dict(max_depth=2, max_leaf_nodes=None, max_bins=7, min_samples_leaf=4),
    dict(max_leaf_nodes=None, min_samples_leaf=1, max_iter=4),
    dict(categorical_features=[2, 3], min_samples_leaf=2),
    dict(categorical_features=[False, False, True, True, False, True], min_samples_leaf=5, weighted=True, learning_rate=1),
    dict(interaction_cst=[[0, 2], [1, 2, 3]], min_samples_leaf=3),
    dict(interaction_cst='pairwise', min_samples_leaf=6),
    dict(interaction_cst='no_interactions', min_samples_leaf=2),
    dict(early_stopping=True, n_iter_no_change=2, max_iter=40, learning_rate=0.6, tol=1e-3, min_samples_leaf=3),
    dict(early_stopping=True, n_iter_no_change=3, max_iter=30, validation_fraction=None, learning_rate=0.8, tol=0.02, weighted=True),
    dict(early_stopping=True, n_iter_no_change=3, max_iter=20, validation_fraction=25, scoring=None, min_samples_leaf=4),
    dict(warm_start=True, max_iter=3, more=7, min_samples_leaf=5),
    dict(warm_start=True, max_iter=3, more=12, early_stopping=True, n_iter_no_change=2, validation_fraction=0.3, weighted=True),
]
SINGLE = [
    dict(monotonic_cst=[1, 0, -1, 0, 0, 0], min_samples_leaf=3),
    dict(monotonic_cst=[-1, 1, 0, 0, 1, 0], min_samples_leaf=2, categorical_features=[2], weighted=True, learning_rate=0.5),
]
REGRESSOR = [
    dict(options, loss=loss, **own)
    for loss, own in (('absolute_error', {}), ('poisson', {}), ('quantile', dict(quantile=0.8)), ('quantile', dict(quantile=0.29)))
    for options in (
        dict(min_samples_leaf=3), dict(weighted=True, min_samples_leaf=2, categorical_features=[2, 3]),
        dict(early_stopping=True, n_iter_no_change=2, max_iter=20, tol=0.01, learning_rate=0.5, min_samples_leaf=5),
    )
] + [
    dict(early_stopping=True, n_iter_no_change=2, max_iter=20, scoring='neg_mean_absolute_error', weighted=True, tol=0.001),
]
CLASSIFIER = [
    dict(class_weight='balanced', min_samples_leaf=3),
    dict(class_weight='balanced', weighted=True, min_samples_leaf=4, learning_rate=0.7),
    dict(early_stopping=True, n_iter_no_change=2, max_iter=20, scoring='neg_log_loss', min_samples_leaf=4),
    dict(early_stopping=True, n_iter_no_change=2, max_iter=20, scoring='roc_auc_ovr', validation_fraction=0.3, weighted=True),
]
FIELDS = [name for name in ('value', 'count', 'feature_idx', 'num_threshold', 'missing_go_to_left', 'left', 'right', 'gain', 'depth',
                            'is_leaf', 'bin_threshold', 'is_categorical', 'bitset_idx')]


def tree(predictor):
    nodes = {name: [None if value == np.inf else value for value in predictor.nodes[name].tolist()] for name in FIELDS}
    return nodes | dict(binned=predictor.binned_left_cat_bitsets.ravel(), raw=predictor.raw_left_cat_bitsets.ravel())


def asked(X):
    """Some rows as they are, and some with gaps, strange categories and infinities."""
    rows = X[::7].copy()
    strange = X[:8].copy()
    strange[np.arange(8), np.arange(8) % X.shape[1]] = [np.nan, np.nan, 77, -3, 5, 40, np.inf, -np.inf]
    return np.vstack([rows, strange])


def described(model, X):
    rows = asked(X)
    trees = [p for stage in model._predictors for p in stage]
    expect = dict(
        trees=[tree(p) for p in trees[:1] + trees[-1:]],
        features=[p.nodes['feature_idx'] for p in trees], bins=[p.nodes['bin_threshold'] for p in trees],
        n_iter_=model.n_iter_, n_trees_per_iteration_=model.n_trees_per_iteration_,
        do_early_stopping_=bool(model.do_early_stopping_), train_score_=model.train_score_,
        validation_score_=model.validation_score_, baseline=model._baseline_prediction.ravel(),
        predict=model.predict(rows), staged=[np.asarray(y) for y in model.staged_predict(rows[:3])],
    )
    if hasattr(model, 'predict_proba'):
        expect |= dict(predict_proba=model.predict_proba(rows).ravel(), decision_function=model.decision_function(rows).ravel(),
                       staged_proba=[p.ravel() for p in model.staged_predict_proba(rows[:2])])
    return expect


def fitted(Class, name, options, seed):
    options = dict(options)
    X, y, weights = data[name]
    given = {'sample_weight': weights} if options.pop('weighted', False) else {}
    more = options.pop('more', None)
    params = dict(random_state=seed, max_iter=5) | options
    model = Class(**params).fit(X, y, **given)
    if more:
        model.set_params(max_iter=more).fit(X, y, **given)
    return dict(name=Class.__name__, data=name, params=params, more=more, weighted=bool(given), expect=described(model, X))


def many():
    """More rows than are watched without being asked, and than a scorer is asked about; and than bins are found on."""
    random = np.random.RandomState(3)
    X = random.random_sample(48_000).reshape(12_000, 4)
    y = np.floor(4 * X[:, 0]) * (X[:, 1] > 0.4) + X[:, 2]
    shown = []
    for Class, target, params in (
        (HistGradientBoostingRegressor, y, {}),
        (HistGradientBoostingRegressor, y, dict(scoring='r2', validation_fraction=0.05)),
        (HistGradientBoostingClassifier, np.floor(y), dict(scoring='accuracy', validation_fraction=None)),
    ):
        params = dict(random_state=1, max_iter=6) | params
        model = Class(**params).fit(X, target)
        shown.append(dict(name=Class.__name__, params=params, train_score_=model.train_score_, do_early_stopping_=model.do_early_stopping_,
                          validation_score_=model.validation_score_, predict=model.predict(X[:40])))
    random = np.random.RandomState(4)
    X = random.random_sample(210_000).reshape(-1, 1)
    model = HistGradientBoostingRegressor(random_state=5, max_iter=1, early_stopping=False).fit(X, np.sin(9 * X[:, 0]))
    return dict(cases=shown, thresholds=model._bin_mapper.bin_thresholds_[0], seed=int(model._random_seed))


def sets():
    """Groups of features, what is in none of them, and the union of those with one feature, in the order of Python's sets."""
    random = np.random.RandomState(8)
    for _ in range(60):
        n = int(random.randint(2, 90))
        groups = [[int(f) for f in random.randint(0, n, random.randint(1, 14))] for _ in range(random.randint(1, 7))]
        own = [set(group) for group in groups]
        chosen = groups[0][0]
        some = set()
        for group in own:
            if chosen in group:
                some.update(group)
        rest = set(range(n)) - set().union(*own)
        yield dict(n=n, groups=groups, rest=list(rest), all=list(set().union(*own, rest)), chosen=chosen, some=list(some))


def cases():
    numbers = ['mixed_regression', 'regression', 'wide_regression', 'ties_regression']
    classes = ['mixed_binary', 'multiclass', 'wide_classification', 'ties_classification', 'mixed_multiclass', 'binary']
    for i, options in enumerate(SHARED + SINGLE + REGRESSOR):
        special = {'categorical_features', 'interaction_cst', 'monotonic_cst'} & set(options)
        counts = 'mixed_counts' if options.get('loss') == 'poisson' else 'mixed_regression'
        yield HistGradientBoostingRegressor, counts, options, i
        if not special and options.get('loss') != 'poisson':
            yield HistGradientBoostingRegressor, numbers[i % 3 + 1], options, i
    for groups in ([[3, 9], [10, 4, 1], [2, 8, 7]], [[5, 11, 8, 2, 0, 6], [9, 3, 1, 7]], 'pairwise'):
        yield HistGradientBoostingRegressor, 'twin_regression', dict(interaction_cst=groups, min_samples_leaf=3), 0
    yield HistGradientBoostingRegressor, 'infinite_regression', dict(min_samples_leaf=2), 0
    yield HistGradientBoostingRegressor, 'infinite_regression', dict(min_samples_leaf=1, max_bins=6), 0
    for i, options in enumerate(SHARED + SINGLE + CLASSIFIER):
        special = {'categorical_features', 'interaction_cst', 'monotonic_cst'} & set(options)
        yield HistGradientBoostingClassifier, 'mixed_binary', options, i
        if 'monotonic_cst' not in options:
            yield HistGradientBoostingClassifier, 'mixed_multiclass' if special else classes[i % 5 + 1], options, i


if __name__ == '__main__':
    own = {name: dict(X=[[None if v != v else v for v in row] for row in X.tolist()], y=y, weights=w)
           for name, (X, y, w) in data.items() if name.startswith('mixed')}
    X = own['mixed_regression']['X']
    targets = {name: part['y'] for name, part in own.items()}
    write(FIXTURES / 'histBoosting.json', dict(X=X, weights=weights, targets=targets, many=many(), sets=list(sets()),
                                               cases=[fitted(*case) for case in cases()]))
