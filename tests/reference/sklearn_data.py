"""Writes tests/fixtures/sklearn/data.json: the small data sets on which every estimator is compared.

Other scripts import them: `from sklearn_data import datasets` gives {name: (X, y, sample_weight)}.
"""
import json
from pathlib import Path

import numpy as np
from sklearn.datasets import load_iris, make_classification, make_regression

FIXTURES = Path(__file__).parents[1] / 'fixtures/sklearn'


def tied(rng):
    """Integers with a constant column, a column twice over and repeated rows."""
    X = rng.randint(0, 4, size=(60, 5)).astype(float)
    X[:, 2] = 3
    X[40:] = X[:20]
    return X


def build():
    rng = np.random.RandomState(42)
    sets = {}
    sets['binary'] = make_classification(80, 5, n_informative=3, n_redundant=1, flip_y=0.1, random_state=1)
    iris = load_iris()
    rows = np.sort(rng.permutation(150)[:90])
    sets['multiclass'] = iris.data[rows], iris.target_names[iris.target[rows]]
    sets['regression'] = make_regression(80, 6, n_informative=4, noise=10, bias=3, random_state=2)
    sets['wide_classification'] = make_classification(30, 60, n_informative=6, n_classes=3, random_state=3)
    sets['wide_regression'] = make_regression(30, 60, n_informative=5, noise=2, random_state=4)
    X = tied(rng)
    sets['ties_classification'] = X, (X[:, 0] + rng.randint(0, 3, 60) > 2).astype(int)
    sets['ties_regression'] = X, X[:, 0] - 2 * X[:, 3] + rng.randint(-2, 3, 60)
    weighted = {}
    for name, (X, y) in sets.items():
        X = np.round(X, 4)
        if y.dtype.kind == 'f':
            y = np.round(y, 4)
        weighted[name] = X, y, np.round(rng.uniform(0.2, 3, len(X)), 3)
    return weighted


datasets = build()


def write(path, content):
    """Writes a fixture as JSON on one line and says so."""
    path.parent.mkdir(parents=True, exist_ok=True)

    def plain(value):
        return value.tolist() if isinstance(value, (np.ndarray, np.generic)) else value.__dict__

    path.write_text(json.dumps(content, default=plain, separators=(',', ':')) + '\n')
    print(path.relative_to(FIXTURES), path.stat().st_size)


if __name__ == '__main__':
    write(FIXTURES / 'data.json',
          {name: dict(X=X, y=y, sample_weight=w) for name, (X, y, w) in datasets.items()})
