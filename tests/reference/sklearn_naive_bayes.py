"""Writes tests/fixtures/sklearn/naive_bayes.json: scikit-learn's naive Bayes classifiers on the shared data sets."""
import warnings

import numpy as np
from sklearn import naive_bayes

from sklearn_data import FIXTURES, datasets, write

PRIORS = {2: [0.3, 0.7], 3: [0.2, 0.5, 0.3]}
CASES = {
    'GaussianNB': [{}, dict(var_smoothing=0.01), dict(priors='PRIORS')],
    'BernoulliNB': [{}, dict(binarize=0.4, alpha=0.3), dict(binarize=None, alpha=1.5, fit_prior=False),
                    dict(class_prior='PRIORS', alpha=0.7), dict(alpha=0), dict(alpha=1e-12, force_alpha=True)],
    'MultinomialNB': [{}, dict(alpha='VECTOR', fit_prior=False), dict(alpha=0, force_alpha=False, class_prior='PRIORS'),
                      dict(alpha=1e-12, force_alpha=True)],
    'ComplementNB': [{}, dict(norm=True, alpha=0.2), dict(alpha='VECTOR', fit_prior=False, class_prior='PRIORS'),
                     dict(alpha=0), dict(alpha=1e-12, force_alpha=True)],
    'CategoricalNB': [{}, dict(alpha=0.4, fit_prior=False), dict(min_categories=7), dict(min_categories='VECTOR_INT'),
                      dict(class_prior='PRIORS', alpha=0), dict(alpha=1e-12, force_alpha=True)],
}


def prepared(name, params, X):
    """What the tests make of X too: counts are not negative, categories are small integers."""
    if name == 'GaussianNB' or name == 'BernoulliNB' and params.get('binarize', 0) is not None:
        return X
    if name == 'BernoulliNB':
        return (X > 0).astype(float)
    return np.minimum(np.floor(np.abs(X)), 5) if name == 'CategoricalNB' else np.abs(X)


def filled(params, n_classes, n_features):
    values = {'PRIORS': PRIORS[n_classes], 'VECTOR': [0.5 + (j % 4) / 4 for j in range(n_features)],
              'VECTOR_INT': [6 + j % 3 for j in range(n_features)]}
    return {k: values.get(v, v) if isinstance(v, str) else v for k, v in params.items()}


def case(name, params, data, weighted, partial):
    X, y, w = datasets[data]
    X = prepared(name, params, X)
    params = filled(params, len(np.unique(y)), X.shape[1])
    model = getattr(naive_bayes, name)(**params)
    weights = w if weighted else None
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter('always')
        if partial:
            for part in (slice(0, 20), slice(20, None)):
                model.partial_fit(X[part], y[part], classes=np.unique(y), sample_weight=None if w is None else w[part] if weighted else None)
        else:
            model.fit(X, y, sample_weight=weights)
    # Row 2 of every 3 is asked again; of categories only those that were seen in training exist.
    rows = X[1::3]
    attributes = {k: v for k, v in vars(model).items() if k.endswith('_') and not k.startswith('_')}
    return dict(name=name, params=params, data=data, weighted=weighted, partial=partial, expect=dict(
        warnings=[c.category.__name__ for c in caught if c.category is not RuntimeWarning], attributes=attributes, predict=model.predict(rows),
        predict_proba=model.predict_proba(rows), predict_log_proba=model.predict_log_proba(rows),
        joint=model.predict_joint_log_proba(rows)[:5], score=model.score(X, y, weights)))


if __name__ == '__main__':
    cases = []
    for name, grid in CASES.items():
        for i, params in enumerate(grid):
            for j, data in enumerate(['binary', 'multiclass', 'wide_classification', 'ties_classification']):
                if i and data.startswith('wide'):
                    continue
                # 1 − p of a feature that is always there is nothing but rounding then.
                if name == 'BernoulliNB' and params.get('force_alpha') and data != 'binary':
                    continue
                cases.append(case(name, params, data, weighted=(i + j) % 2 == 1, partial=False))
        for weighted in (False, True):
            cases.append(case(name, {}, 'ties_classification', weighted, partial=True))
    write(FIXTURES / 'naive_bayes.json', {'cases': cases})
