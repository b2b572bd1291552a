"""Every model class of the table behind the Titanic handler, in scikit-learn 1.2.1: score, first predictions, attributes."""

import json
import warnings
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.linear_model import _base
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.utils import all_estimators

warnings.simplefilter("ignore")
ROOT = Path(__file__).resolve().parents[2]
EXCLUDE = ["PassengerId", "Ticket", "Cabin", "Name"]
CATS = ["Embarked", "SibSp", "Parch", "Pclass", "Sex"]
COUNTS = ["Pclass", "SibSp", "Parch"]
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
    "KNeighborsClassifier": {"algorithm": "kd_tree"},
    "RadiusNeighborsClassifier": {},
    "NearestCentroid": {},
    "SVC": {},
    "NuSVC": {"nu": 0.4},
    "LinearSVC": {"dual": False},
    "DecisionTreeClassifier": SEED,
    "ExtraTreeClassifier": SEED,
    "RandomForestClassifier": FEW,
    "ExtraTreesClassifier": FEW,
    "AdaBoostClassifier": FEW,
    "BaggingClassifier": FEW,
    "GradientBoostingClassifier": FEW,
    "HistGradientBoostingClassifier": {"max_iter": 10, **SEED},
    "MLPClassifier": {"max_iter": 20, **SEED},
}
# Classes that need columns of their own, as they are: counts.
bare = {name: ({}, "Survived", COUNTS) for name in ("MultinomialNB", "ComplementNB", "CategoricalNB")}
age = {
    "LinearRegression": {},
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
    "KNeighborsRegressor": {"algorithm": "ball_tree"},
    "RadiusNeighborsRegressor": {},
    "SVR": {},
    "NuSVR": {},
    "LinearSVR": SEED,
    "DecisionTreeRegressor": SEED,
    "ExtraTreeRegressor": SEED,
    "RandomForestRegressor": FEW,
    "ExtraTreesRegressor": FEW,
    "AdaBoostRegressor": FEW,
    "BaggingRegressor": FEW,
    "GradientBoostingRegressor": FEW,
    "HistGradientBoostingRegressor": {"max_iter": 10, "min_samples_leaf": 5, **SEED},
    "MLPRegressor": {"max_iter": 20, "hidden_layer_sizes": [30, 10], **SEED},
}
DECOMPOSED = ["Age", "SibSp", "Parch", "Fare"]
decompositions = {
    "PCA": {"n_components": 2},
    "FactorAnalysis": {"n_components": 2},
    "FastICA": {"n_components": 2, "whiten": "unit-variance", **SEED},
    "IncrementalPCA": {"n_components": 2, "batch_size": 100},
    "KernelPCA": {"n_components": 2, "kernel": "rbf", "gamma": 0.1},
    "TruncatedSVD": SEED,
}
# What takes no negative values goes without the pipeline that centres them.
bare_decompositions = {
    "NMF": {"n_components": 2, "tol": 1e-10, "max_iter": 2000, **SEED},
}
# One-hot columns sum to 1: centred, they depend on each other, but for rounding. LinearRegression counts as rank what lies
# above rounding by a hair, and its R² is then 0.3404 to 0.3420, by the processor that OpenBLAS finds. Its own least squares,
# with the noise cut off, have one answer.
_base.linalg.lstsq = partial(_base.linalg.lstsq, cond=1e-10)
titanic = pd.read_csv(ROOT / "static" / "titanic.csv")


def plain(value):
    return np.asarray(value).tolist()


def learned(table, target):
    """The rows that the handler learns from, whole and distinct, and their target."""
    data = table.dropna().drop_duplicates()
    return data.drop(columns=target), data[target]


def piped(final, X):
    """The model behind the handler's pipeline."""
    nums = [column for column in X if column not in CATS]
    parts = [("ohe", OneHotEncoder(sparse_output=False), CATS), ("scaler", StandardScaler(), nums)]
    return Pipeline([("transform", ColumnTransformer(parts)), (type(final).__name__, final)])


def ask(name, params, target, include=None):
    """Learns as the handler does and predicts the first rows of the file."""
    table = titanic[[*include, target]] if include else titanic.drop(columns=EXCLUDE)
    X, y = learned(table, target)
    final = CLASSES[name](**params)
    model = final if include else piped(final, X)
    model.fit(X, y)
    first = table.drop(columns=target).head(ROWS)
    whole = first.dropna()
    answers = dict(zip(whole.index, plain(model.predict(whole))))
    attributes = {key: plain(getattr(final, key)) for key in ("n_features_in_", "feature_names_in_", "classes_") if hasattr(final, key)}
    return {
        "class": name,
        "params": params,
        "options": {"target_col": target, **({"include": include, "pipeline": False, "cats": []} if include else {})},
        "score": model.score(X, y),
        "predictions": [answers.get(i) for i in range(ROWS)],
        "attributes": attributes,
    }


def by_brute_force(name, target):
    """Predictions for the file's rows that are learned, where the fifth neighbour is nearer than the sixth by more than rounding.

    Brute force multiplies matrices: which of rows equally far it takes depends on the processor and on the threads.
    """
    X, y = learned(titanic.drop(columns=EXCLUDE), target)
    model = piped(CLASSES[name](), X).fit(X, y)
    distances, _ = model[-1].kneighbors(model[:-1].transform(X), n_neighbors=6)
    clear = distances[:, 5] - distances[:, 4] > 1e-9
    answers = dict(zip(X.index[clear], plain(model.predict(X[clear]))))
    return {"class": name, "target": target, "predictions": [answers.get(i) for i in titanic.index]}


def decompose(name, params, options={}):
    """What the handler learns of columns without a target, and the first rows as it transforms them."""
    table = titanic[DECOMPOSED]
    X = table.dropna().drop_duplicates()
    scaler = StandardScaler(with_mean=bool(options.get("pipeline", True)), with_std=bool(options.get("pipeline", True))).fit(X)
    model = CLASSES[name](**params).fit(scaler.transform(X))
    whole = table.head(ROWS).dropna()
    rows = dict(zip(whole.index, plain(model.transform(scaler.transform(whole)))))
    arrays = {key: plain(value) for key, value in vars(model).items() if key.endswith("_") and np.ndim(value) in (1, 2)}
    return {"class": name, "params": params, "options": options, "attributes": arrays, "predictions": [rows.get(i) for i in range(ROWS)]}


cases = [
    *(ask(name, params, "Survived") for name, params in survival.items()),
    *(ask(name, params, "Age") for name, params in age.items()),
    *(ask(name, *case) for name, case in bare.items()),
]
brute = [by_brute_force("KNeighborsClassifier", "Survived"), by_brute_force("KNeighborsRegressor", "Age")]
out = {"cases": cases, "brute": brute, "decomposed": {"include": DECOMPOSED, "cases": [
        *(decompose(*case) for case in decompositions.items()),
        *(decompose(*case, {"pipeline": False}) for case in bare_decompositions.items()),
    ]}}
path = ROOT / "tests" / "fixtures" / "mlhandler" / "classes.json"
path.write_text(json.dumps(out, separators=(",", ":")) + "\n")
print(path.relative_to(ROOT), len(cases))
