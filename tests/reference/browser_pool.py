"""Forests and bags on Titanic in scikit-learn 1.2.1: what a fit over the browser's threads must give."""

import json
from pathlib import Path

import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import BaggingClassifier, ExtraTreesClassifier, RandomForestClassifier
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

ROOT = Path(__file__).resolve().parents[2]
CATS = ["Embarked", "SibSp", "Parch", "Pclass", "Sex"]
NUMS = ["Age", "Fare"]
MODELS = [
    (RandomForestClassifier, {"n_estimators": 40, "oob_score": True}),
    (ExtraTreesClassifier, {"n_estimators": 25}),
    (BaggingClassifier, {"n_estimators": 20, "max_features": 0.5, "oob_score": True}),
]
ATTRIBUTES = ["oob_score_", "feature_importances_"]

titanic = pd.read_csv(ROOT / "static" / "titanic.csv").drop(columns=["PassengerId", "Ticket", "Cabin", "Name"])
data = titanic.dropna().drop_duplicates()
X, y = data.drop(columns="Survived"), data["Survived"]
whole = titanic.drop(columns="Survived").dropna()


def fit(Model, params):
    params = {**params, "random_state": 0}
    final = Model(**params)
    parts = [("ohe", OneHotEncoder(sparse_output=False), CATS), ("scaler", StandardScaler(), NUMS)]
    model = Pipeline([("transform", ColumnTransformer(parts)), ("model", final)]).fit(X, y)
    survival = dict(zip(whole.index, model.predict_proba(whole)[:, 1].round(12)))
    values = {name: getattr(final, name) for name in ATTRIBUTES if hasattr(final, name)}
    return {
        "class": Model.__name__,
        "params": params,
        "survival": [survival.get(i) for i in titanic.index],
        "attributes": {name: getattr(value, "tolist", lambda: value)() for name, value in values.items()},
    }


path = ROOT / "tests" / "fixtures" / "browser" / "pool.json"
path.write_text(json.dumps([fit(*model) for model in MODELS], separators=(",", ":")) + "\n")
print(path.relative_to(ROOT), len(MODELS), path.stat().st_size)
