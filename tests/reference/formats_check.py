"""Opens with scikit-learn the pickles that our writer made, and compares what each model answers.

    FORMATS_OUT=/tmp/formats npx vitest run tests/formats/sklearn
    python3 tests/reference/formats_check.py /tmp/formats

Also fits a clone of each model, which needs every parameter to be in place.
"""

import json
import pathlib
import pickle
import sys
import warnings

import numpy as np
import pandas as pd
from sklearn.base import clone

TOLERANCE = 1e-9
# What only partial_fit works with, and fit makes anew.
REMADE = {"loss_function_", "_expanded_class_weight", "_random_state", "_coef_indptr", "_intercept_indptr"}


def difference(ours, theirs):
    ours, theirs = np.asarray(ours), np.asarray(theirs)
    if ours.shape != theirs.shape:
        return f"shape {theirs.shape}, not {ours.shape}"
    if theirs.dtype.kind in "fi" and ours.dtype.kind in "fi":
        worst = np.max(np.abs(ours - theirs) / np.maximum(1, np.abs(ours)))
        return None if worst <= TOLERANCE else f"differs by {worst:.3g}"
    wrong = int((ours != theirs).sum())
    return f"{wrong} labels differ" if wrong else None


def check(path):
    expected = json.loads(path.with_suffix(".json").read_text())
    rows = expected["rows"]
    X = pd.DataFrame(rows) if isinstance(rows, dict) else np.array(rows)
    model = pickle.loads(path.read_bytes())
    problems = []
    for method, ours in expected["answers"].items():
        theirs = getattr(model, method)(X)
        problem = difference(ours, theirs)
        if problem:
            problems.append(f"{method}: {problem}")
    again = pickle.loads(pickle.dumps(model))
    for method in expected["answers"]:
        if not np.array_equal(getattr(again, method)(X), getattr(model, method)(X)):
            problems.append(f"{method}: another answer after scikit-learn's own pickle")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fitted = clone(model).fit(X, expected["answers"].get("predict"))
    missing = set(vars(fitted)) - set(vars(model)) - REMADE
    if missing:
        problems.append(f"lacks {', '.join(sorted(missing))}")
    return problems


def main(folder):
    warnings.simplefilter("error", UserWarning)
    warnings.simplefilter("ignore", FutureWarning)
    paths = sorted(pathlib.Path(folder).glob("*.pkl"))
    failed = 0
    for path in paths:
        try:
            problems = check(path)
        except Exception as error:  # every model is checked, whatever one does
            problems = [f"{type(error).__name__}: {error}"]
        failed += bool(problems)
        for problem in problems:
            print(f"{path.stem}: {problem}")
    print(f"{len(paths) - failed} of {len(paths)} models answer alike")
    return 1 if failed or not paths else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
