"""The seed's first configuration in scikit-learn 1.2.1: what the Titanic handler must answer."""

import json
import math
from pathlib import Path

import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import cluster, get_scorer, get_scorer_names
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

ROOT = Path(__file__).resolve().parents[2]
EXCLUDE = ["PassengerId", "Ticket", "Cabin", "Name"]
CATS = ["Embarked", "SibSp", "Parch", "Pclass", "Sex"]
TARGET = "Survived"
MAN = {"Sex": "male", "Age": 22, "SibSp": 1, "Parch": 0, "Fare": 7.25, "Pclass": 3, "Embarked": "S"}

data = pd.read_csv(ROOT / "static" / "titanic.csv").drop(columns=EXCLUDE).dropna().drop_duplicates()
X, y = data.drop(columns=TARGET), data[TARGET]
nums = [name for name in X.columns if name not in CATS]
model = Pipeline(
    [
        (
            "transform",
            ColumnTransformer([("ohe", OneHotEncoder(sparse_output=False), CATS), ("scaler", StandardScaler(), nums)]),
        ),
        ("LogisticRegression", LogisticRegression()),
    ]
).fit(X, y)
final = model.named_steps["LogisticRegression"]
man = pd.DataFrame([MAN])


def score(name):
    """What the scorer of that name says; None where it has nothing to say of two classes."""
    try:
        value = float(get_scorer(name)(model, X, y))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


# Those that compare clusterings are not for these tasks.
metrics = {name: score(name) for name in get_scorer_names() if not hasattr(cluster, name)}
out = {
    "rows": len(data),
    "score": model.score(X, y),
    "features": model.named_steps["transform"].get_feature_names_out().tolist(),
    "coef": final.coef_.tolist(),
    "intercept": final.intercept_.tolist(),
    "n_iter": final.n_iter_.tolist(),
    "man": {"row": MAN, "prediction": model.predict(man).tolist(), "proba": model.predict_proba(man)[0].tolist()},
    "predictions": model.predict(X).tolist(),
    "metrics": {name: value for name, value in metrics.items() if value is not None},
    "no_metrics": [name for name, value in metrics.items() if value is None],
}
path = ROOT / "tests" / "fixtures" / "mlhandler" / "titanic.json"
path.write_text(json.dumps(out, separators=(",", ":")) + "\n")
print(path.relative_to(ROOT), out["rows"], out["score"], out["man"])
