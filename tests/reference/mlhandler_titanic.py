"""The seed's first configuration in scikit-learn 1.2.1: what the Titanic handler must answer."""

import json
from pathlib import Path

import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import get_scorer
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
metrics = ["accuracy", "balanced_accuracy", "f1", "roc_auc", "neg_log_loss", "neg_brier_score", "average_precision"]
out = {
    "rows": len(data),
    "score": model.score(X, y),
    "features": model.named_steps["transform"].get_feature_names_out().tolist(),
    "coef": final.coef_.tolist(),
    "intercept": final.intercept_.tolist(),
    "n_iter": final.n_iter_.tolist(),
    "man": {"row": MAN, "prediction": model.predict(man).tolist(), "proba": model.predict_proba(man)[0].tolist()},
    "predictions": model.predict(X).tolist(),
    "metrics": {name: get_scorer(name)(model, X, y) for name in metrics},
}
path = ROOT / "tests" / "fixtures" / "mlhandler" / "titanic.json"
path.write_text(json.dumps(out, separators=(",", ":")) + "\n")
print(path.relative_to(ROOT), out["rows"], out["score"], out["man"])
