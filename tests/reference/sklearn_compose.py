"""Writes tests/fixtures/sklearn/compose.json: ColumnTransformer and Pipeline on columns of several types."""
import warnings

import numpy as np
import pandas as pd
from sklearn import preprocessing as pp
from sklearn.compose import ColumnTransformer
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression, Perceptron, Ridge
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsRegressor
from sklearn.pipeline import Pipeline
from sklearn.tree import DecisionTreeClassifier

from sklearn_data import FIXTURES, write

warnings.simplefilter('ignore')
rng = np.random.RandomState(21)
ROWS = 50
table = dict(city=[['Bern', 'Chur', 'Zug'][i] for i in rng.randint(0, 3, ROWS)], size=rng.randint(1, 5, ROWS).tolist(),
             sex=[['f', 'm'][i] for i in rng.randint(0, 2, ROWS)], age=np.round(rng.gamma(9, 4, ROWS), 1).tolist(),
             fare=np.round(rng.gamma(1, 30, ROWS), 2).tolist())
X = pd.DataFrame(table)
y = dict(label=[['no', 'yes'][int(v)] for v in (X.age / 40 + rng.uniform(size=ROWS) > 1.2)],
         number=np.round(X.age * 2 + X['size'] + rng.normal(size=ROWS), 3).tolist())
# A part: name, class, its parameters, its columns.
PARTS = {
    'seed': [('ohe', 'OneHotEncoder', {}, ['city', 'sex']), ('scaler', 'StandardScaler', {}, ['age', 'fare'])],
    'other': [('ordinal', 'OrdinalEncoder', {}, ['sex', 'city']), ('none', 'StandardScaler', {}, []),
              ('range', 'MinMaxScaler', dict(feature_range=[-1, 1]), ['fare']), ('ohe', 'OneHotEncoder', dict(drop='first'), ['size'])],
}
COMPOSED = [dict(parts='seed'), dict(parts='seed', remainder='passthrough'), dict(parts='seed', verbose_feature_names_out=False),
            dict(parts='other'), dict(parts='other', remainder='passthrough', verbose_feature_names_out=False)]
FINAL = [('LogisticRegression', LogisticRegression, dict(C=0.5), 'label'), ('GaussianNB', GaussianNB, {}, 'label'),
         ('Perceptron', Perceptron, {}, 'label'), ('DecisionTreeClassifier', DecisionTreeClassifier, dict(random_state=0), 'label'),
         ('Ridge', Ridge, {}, 'number'), ('KNeighborsRegressor', KNeighborsRegressor, dict(algorithm='kd_tree'), 'number'),
         ('PCA', PCA, dict(n_components=3), 'number')]


def compose(parts, **params):
    def make(name, given):
        given = {k: tuple(v) if k == 'feature_range' else v for k, v in given.items()}
        return getattr(pp, name)(**({'sparse_output': False} if name == 'OneHotEncoder' else {}), **given)
    return ColumnTransformer([(part, make(name, given), columns) for part, name, given, columns in PARTS[parts]], **params)


def composed():
    for params in COMPOSED:
        model = compose(**params).fit(X)
        yield dict(params=params, names=model.get_feature_names_out().tolist(), rows=model.transform(X[:12]),
                   features=list(model.feature_names_in_))


def piped():
    for name, Class, params, target in FINAL:
        for parts in PARTS:
            model = Pipeline([('transform', compose(parts)), ('model', Class(**params))]).fit(X, y[target])
            expect = {m: getattr(model, m)(X[:12]) for m in ('predict', 'predict_proba', 'decision_function', 'transform')
                      if hasattr(model, m)}
            if hasattr(model, 'predict'):
                expect['score'] = model.score(X, y[target])
            yield dict(name=name, params=params, target=target, parts=parts, expect=expect)


write(FIXTURES / 'compose.json', dict(table=table, y=y, parts=PARTS, composed=list(composed()), piped=list(piped())))
