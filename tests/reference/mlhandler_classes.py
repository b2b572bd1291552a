"""Every model class of the table behind the Titanic handler, in scikit-learn 1.2.1: score, first predictions, attributes."""

import json
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.decomposition import PCA
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.utils import all_estimators

warnings.simplefilter("ignore")
ROOT = Path(__file__).resolve().parents[2]
EXCLUDE = ["PassengerId", "Ticket", "Cabin", "Name"]
CATS = ["Embarked", "SibSp", "Parch", "Pclass", "Sex"]
COUNTS = ["Pclass", "SibSp", "Parch"]
FARES = ["Pclass", "Fare"]
ROWS = 12
CLASSES = dict(all_estimators())
SEED = {"random_state": 0}
FEW = {"n_estimators": 5, **SEED}

survival = {
    "LogisticRegression": {},
    "RidgeClassifier": {},
    "SGDClassifier": SEED,
    "Perceptron": SEED,
    "PassiveAggressiveClassifier": SEED,
    "GaussianNB": {},
    "BernoulliNB": {},
    "RadiusNeighborsClassifier": {},
    "NearestCentroid": {},
    "DecisionTreeClassifier": SEED,
    "ExtraTreeClassifier": SEED,
    "RandomForestClassifier": FEW,
    "ExtraTreesClassifier": FEW,
    "BaggingClassifier": FEW,
}
# Classes that need columns of their own, as they are: counts; whole rank, since scikit-learn's least squares may count the
# rounding of columns that sum to 1 as rank; numbers without rounding, which would choose among rows at equal distance.
bare = {
    "MultinomialNB": ({}, "Survived", COUNTS),
    "ComplementNB": ({}, "Survived", COUNTS),
    "CategoricalNB": ({}, "Survived", COUNTS),
    "LinearRegression": ({}, "Age", FARES),
    "KNeighborsClassifier": ({"algorithm": "kd_tree"}, "Survived", FARES),
    "KNeighborsRegressor": ({"algorithm": "kd_tree"}, "Age", FARES),
}
age = {
    "Ridge": {},
    "RidgeCV": {},
    "Lasso": {"alpha": 0.1},
    "LassoCV": {"cv": 3, "n_alphas": 20},
    "ElasticNet": {"alpha": 0.1},
    "ElasticNetCV": {"cv": 3, "n_alphas": 20},
    "BayesianRidge": {},
    "Lars": {"n_nonzero_coefs": 5},
    "LassoLars": {"alpha": 0.1},
    "OrthogonalMatchingPursuit": {"n_nonzero_coefs": 4},
    "HuberRegressor": {},
    "QuantileRegressor": {"alpha": 0.01, "solver": "highs"},
    "PoissonRegressor": {},
    "GammaRegressor": {},
    "TweedieRegressor": {},
    "SGDRegressor": SEED,
    "PassiveAggressiveRegressor": SEED,
    "RadiusNeighborsRegressor": {},
    "DecisionTreeRegressor": SEED,
    "ExtraTreeRegressor": SEED,
    "RandomForestRegressor": FEW,
    "ExtraTreesRegressor": FEW,
    "BaggingRegressor": FEW,
}
titanic = pd.read_csv(ROOT / "static" / "titanic.csv")


def plain(value):
    return np.asarray(value).tolist()


def ask(name, params, target, include=None):
    """Learns as the handler does, from whole and distinct rows, and predicts the first rows of the file."""
    table = titanic[[*include, target]] if include else titanic.drop(columns=EXCLUDE)
    data = table.dropna().drop_duplicates()
    X, y = data.drop(columns=target), data[target]
    final = CLASSES[name](**params)
    nums = [column for column in X if column not in CATS]
    parts = [("ohe", OneHotEncoder(sparse_output=False), CATS), ("scaler", StandardScaler(), nums)]
    model = final if include else Pipeline([("transform", ColumnTransformer(parts)), (name, final)])
    model.fit(X, y)
    first = table.drop(columns=target).head(ROWS)
    whole = first.dropna()
    answers = dict(zip(whole.index, plain(model.predict(whole))))
    attributes = {key: plain(getattr(final, key)) for key in ("n_features_in_", "classes_") if hasattr(final, key)}
    return {
        "class": name,
        "params": params,
        "options": {"target_col": target, **({"include": include, "pipeline": False, "cats": []} if include else {})},
        "score": model.score(X, y),
        "predictions": [answers.get(i) for i in range(ROWS)],
        "attributes": attributes,
    }


def decompose():
    columns = ["Age", "SibSp", "Parch", "Fare"]
    table = titanic[columns]
    X = table.dropna().drop_duplicates()
    scaler = StandardScaler().fit(X)
    model = PCA(n_components=2).fit(scaler.transform(X))
    first = table.head(ROWS)
    whole = first.dropna()
    rows = dict(zip(whole.index, plain(model.transform(scaler.transform(whole)))))
    names = ["components_", "explained_variance_", "explained_variance_ratio_", "singular_values_", "mean_"]
    return {
        "include": columns,
        "attributes": {name: plain(getattr(model, name)) for name in names},
        "predictions": [rows.get(i) for i in range(ROWS)],
    }


cases = [
    *(ask(name, params, "Survived") for name, params in survival.items()),
    *(ask(name, params, "Age") for name, params in age.items()),
    *(ask(name, *case) for name, case in bare.items()),
]
out = {"cases": cases, "pca": decompose()}
path = ROOT / "tests" / "fixtures" / "mlhandler" / "classes.json"
path.write_text(json.dumps(out, separators=(",", ":")) + "\n")
print(path.relative_to(ROOT), len(cases))
