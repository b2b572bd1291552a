"""Writes tests/fixtures/formats/pickles.json: plain values and fitted models as Python pickles them, in Base64."""

import base64
import collections
import io
import json
import pathlib
import pickle

import joblib
import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.datasets import load_iris
from sklearn.ensemble import GradientBoostingClassifier, HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.svm import SVC

OUT = pathlib.Path(__file__).parent.parent / "fixtures" / "formats" / "pickles.json"


def text(data):
    return base64.b64encode(data).decode()


def dumped(model):
    file = io.BytesIO()
    joblib.dump(model, file)
    return text(file.getvalue())


# JSON's values, and one that holds another twice.
shared = ["twice"]
PLAIN = {
    "none": None,
    "text": ["", "a", "größer, 漢字, 😀\n\\", "x" * 300],
    "numbers": [0, 1, -1, 255, 256, 65535, 65536, -(2**31), 2**31, 2**53, -(2**40), 0.5, -1e300],
    "truth": [True, False],
    "nested": {"a": [1, [2, {"b": [], "c": {}}]]},
    "shared": [shared, shared],
    "long": list(range(1100)),
}

iris = load_iris()
rows = slice(None, None, 5)
X, y = iris.data[rows], iris.target[rows]
table = pd.DataFrame(X[:, :2], columns=["length", "width"])
table["kind"] = np.where(X[:, 3] > 1, "wide", "slim")
table["count"] = (X[:, 2] * 2).astype(int)
table["big"] = X[:, 0] > 6

pipeline = Pipeline(
    [
        (
            "transform",
            ColumnTransformer(
                [
                    ("ohe", OneHotEncoder(sparse=False), ["kind", "big"]),
                    ("scaler", StandardScaler(), ["length", "width", "count"]),
                ]
            ),
        ),
        ("LogisticRegression", LogisticRegression()),
    ]
).fit(table, iris.target_names[y])
forest = RandomForestClassifier(n_estimators=3, max_depth=3, random_state=0).fit(X, y)
bayes = GaussianNB().fit(X, iris.target_names[y])
boosting = GradientBoostingClassifier(n_estimators=2, max_depth=2, subsample=0.8, random_state=0).fit(X, iris.target_names[y])
binned = np.floor(X)
histograms = HistGradientBoostingClassifier(max_iter=3, min_samples_leaf=2, categorical_features=[0, 3], random_state=0)
histograms.fit(binned, iris.target_names[y], sample_weight=np.arange(len(y)) % 3 + 1)
machine = SVC(kernel="linear", probability=True, random_state=0).fit(X, iris.target_names[y])


def case(model, data, rows, protocol):
    return {
        "pickle": text(pickle.dumps(model, protocol)),
        "joblib": dumped(model),
        "rows": rows,
        "predict": model.predict(data).tolist(),
        "predict_proba": model.predict_proba(data).tolist(),
    }


MODELS = {
    "pipeline": case(pipeline, table, table.to_dict("list"), 4),
    "forest": {**case(forest, X, X.tolist(), 5), "importances": forest.feature_importances_.tolist()},
    "boosting": {**case(boosting, X, X.tolist(), 5), "importances": boosting.feature_importances_.tolist()},
    "histograms": case(histograms, binned, binned.tolist(), 5),
    "machine": case(machine, X, X.tolist(), 4),
    "bayes": case(bayes, X, X.tolist(), 2),
    "old": case(GaussianNB().fit(X[:, :2], y), X[:, :2], X[:, :2].tolist(), 0),
}

REFUSED = {
    "os.system": text(b"cos\nsystem\n(S'echo'\ntR."),
    "builtins.eval": text(pickle.dumps(eval, 4)),
    "collections.OrderedDict": text(pickle.dumps(collections.OrderedDict(a=1), 4)),
}

fixture = {
    "plain": {
        name: {"value": value, "pickles": [text(pickle.dumps(value, p)) for p in range(6)]}
        for name, value in PLAIN.items()
    },
    "models": MODELS,
    "refused": REFUSED,
}
OUT.parent.mkdir(parents=True, exist_ok=True)
OUT.write_text(json.dumps(fixture, separators=(",", ":"), ensure_ascii=False) + "\n")
print(f"{OUT.name}: {len(PLAIN)} values, {len(MODELS)} models, {OUT.stat().st_size} bytes")
