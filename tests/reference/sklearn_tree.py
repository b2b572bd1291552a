"""Writes tests/fixtures/sklearn/tree.json: trees node for node, with what they predict and how they are pruned."""
import warnings

import numpy as np
from sklearn import tree
from sklearn_data import FIXTURES, datasets, write

warnings.simplefilter('ignore', FutureWarning)

# A case is parameters of its own beside random_state; `weighted` uses the data's sample weights.
SHARED = [
    {},
    dict(max_depth=3),
    dict(min_samples_split=8, weighted=True),
    dict(min_samples_split=0.2),
    dict(min_samples_leaf=5),
    dict(min_samples_leaf=0.07, weighted=True),
    dict(min_weight_fraction_leaf=0.1, weighted=True),
    dict(max_features=3),
    dict(max_features=0.5, weighted=True),
    dict(max_features='log2'),
    dict(max_features='auto'),
    dict(max_leaf_nodes=6, weighted=True),
    dict(max_leaf_nodes=12, min_samples_leaf=2),
    dict(min_impurity_decrease=0.02),
    dict(ccp_alpha=0.015),
]
CLASSIFIER = [
    dict(criterion='entropy'),
    dict(criterion='log_loss', max_features='sqrt', weighted=True),
    dict(criterion='entropy', max_leaf_nodes=7),
    dict(class_weight='balanced'),
    dict(class_weight='first', weighted=True),
    dict(splitter='other'),
    dict(splitter='other', criterion='entropy', min_samples_leaf=3, weighted=True),
]
REGRESSOR = [
    dict(criterion='friedman_mse', weighted=True),
    dict(criterion='friedman_mse', max_leaf_nodes=6),
    dict(criterion='absolute_error'),
    dict(criterion='absolute_error', max_features='sqrt', weighted=True),
    dict(criterion='poisson', positive=True),
    dict(criterion='poisson', positive=True, min_samples_leaf=3, weighted=True),
    dict(splitter='other'),
    dict(splitter='other', criterion='absolute_error', max_depth=4, weighted=True),
]
# What the halving above leaves out of the extremely randomised trees.
EXTRA = [dict(max_depth=3), dict(max_features='log2'), dict(min_impurity_decrease=0.02)]
NAMES = {
    'DecisionTreeClassifier': (['binary', 'multiclass', 'wide_classification', 'ties_classification'], CLASSIFIER),
    'DecisionTreeRegressor': (['regression', 'wide_regression', 'ties_regression'], REGRESSOR),
    'ExtraTreeClassifier': (['binary', 'multiclass', 'wide_classification', 'ties_classification'], CLASSIFIER),
    'ExtraTreeRegressor': (['regression', 'wide_regression', 'ties_regression'], REGRESSOR),
}


def nodes(fitted):
    grown = fitted.tree_
    arrays = ['children_left', 'children_right', 'feature', 'threshold', 'impurity', 'n_node_samples',
              'weighted_n_node_samples', 'value']
    return {name: getattr(grown, name).ravel() for name in arrays} | dict(max_depth=grown.max_depth)


def case(name, data, options, seed):
    options = dict(options)
    X, y, weights = datasets[data]
    given = {'sample_weight': weights} if options.pop('weighted', False) else {}
    positive = options.pop('positive', False)
    if positive:
        y = np.maximum(np.round(np.abs(y)) - 2, 0)
    if options.get('splitter') == 'other':
        options['splitter'] = 'random' if name.startswith('Decision') else 'best'
    if options.get('class_weight') == 'first':
        options['class_weight'] = {np.unique(y)[0].item(): 2.5}
    model = getattr(tree, name)(random_state=seed, **options).fit(X, y, **given)
    path = model.cost_complexity_pruning_path(X, y, **given)
    expect = dict(
        tree=nodes(model),
        max_features_=model.max_features_,
        feature_importances_=model.feature_importances_,
        n_leaves=model.get_n_leaves(),
        apply=model.apply(X[::3]),
        nodes_on_path=model.decision_path(X[::3]).sum(axis=1).A1,
        predict=model.predict(X[::3]),
        ccp_alphas=path.ccp_alphas,
        impurities=path.impurities,
        score=model.score(X, y, **given),
    )
    if 'Classifier' in name:
        expect['predict_proba'] = model.predict_proba(X[::3])
    key = {'class_weight': {str(k): v for k, v in options['class_weight'].items()}} \
        if isinstance(options.get('class_weight'), dict) else {}
    return dict(name=name, data=data, params=dict(random_state=seed, **options) | key,
                weighted=bool(given), positive=positive, expect=expect)


def large(criterion, weighted=True):
    """Enough rows that sorting goes deep, many of them equal; the test makes the same data from the same stream."""
    rng = np.random.RandomState(7)
    X = np.column_stack([rng.uniform(0, 1, 1500)] + [rng.randint(0, 10 ** k, 1500) for k in (1, 2, 3)])
    noise = rng.uniform(0, 1, 1500)
    y = X[:, 0] * 3 + X[:, 2] / 50 + noise
    if criterion in ('gini', 'entropy'):
        model = tree.DecisionTreeClassifier(criterion=criterion, random_state=3, max_features=2)
        y = np.floor(y).astype(int)
    else:
        model = tree.DecisionTreeRegressor(criterion=criterion, random_state=3, max_features=2, max_depth=8)
    grown = model.fit(X, y, sample_weight=noise if weighted else None).tree_
    return dict(criterion=criterion, weighted=weighted, feature=grown.feature, threshold=grown.threshold,
                n_node_samples=grown.n_node_samples)


if __name__ == '__main__':
    cases = []
    for name, (sets, own) in NAMES.items():
        for i, options in enumerate(SHARED + own):
            if name.startswith('Extra') and i % 2:
                continue
            data = sets[i % len(sets)]
            cases.append(case(name, data, options, seed=i))
        if name.startswith('Extra'):
            own = EXTRA + ([dict(criterion='entropy')] if 'Classifier' in name else [])
            cases += [case(name, sets[i % len(sets)], options, seed=50 + i) for i, options in enumerate(own)]
        cases += [case(name, data, {}, seed=99) for data in sets]
    write(FIXTURES / 'tree.json', dict(
        cases=cases, large=[large(c) for c in ('gini', 'entropy', 'squared_error', 'absolute_error', 'poisson')]
        + [large(c, weighted=False) for c in ('gini', 'entropy', 'squared_error')]))
