"""Writes static/circles.csv, two rings that no straight line divides, and what scikit-learn scores on them."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.datasets import make_circles
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

ROOT = Path(__file__).resolve().parents[2]
X, y = make_circles(n_samples=400, factor=0.4, noise=0.05, random_state=0)
data = pd.DataFrame({"X1": X[:, 0], "X2": X[:, 1], "y": y}).round(6)
data.to_csv(ROOT / "static" / "circles.csv", index=False)


def score(values):
    scaled = StandardScaler().fit_transform(values)
    return LogisticRegression().fit(scaled, data.y).score(scaled, data.y)


raw = data[["X1", "X2"]].values
out = {"basic": score(raw), "transformed": score(np.exp(-(raw**2)))}
path = ROOT / "tests" / "fixtures" / "mlhandler" / "circles.json"
path.write_text(json.dumps(out) + "\n")
print(path.relative_to(ROOT), out)
