"""Times the bench's tasks in scikit-learn on one thread: a line of JSON a task, its seconds or null."""
import json
import sys
import time
import warnings
from pathlib import Path

import numpy as np
import sklearn
from sklearn.utils import all_estimators

warnings.simplefilter('ignore')
classes = dict(all_estimators())


def make_data(task):
    rng = np.random.RandomState(0)
    X = rng.uniform(-1, 1, (task['rows'], task['cols']))
    weights = rng.uniform(-1, 1, task['cols'])
    score = X @ weights + rng.uniform(-1, 1, task['rows']) + 2 * X[:, 0] * X[:, 1]
    y = {'number': score, 'label': (score > 0).astype(int), 'count': np.maximum(0, np.floor(2 * score + 3))}
    return np.floor(5 * (X + 1)) if task.get('data') == 'counts' else X, y[task['target']]


def best(work):
    """The least of up to thirty times in seconds, as many as fit into three seconds."""
    times = []
    while len(times) < 30 and sum(times) < 3:
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return min(times)


def measure(task):
    X, y = make_data(task)

    def fit():
        return classes[task['class']](**task.get('params', {})).fit(X, y)

    if task.get('call') != 'predict':
        return best(fit)
    model = fit()
    return best(lambda: model.predict(X[:task['queries']]))


print(json.dumps(sklearn.__version__), flush=True)
wanted = set(sys.argv[1:])
for index, task in enumerate(json.loads(Path(__file__).with_name('tasks.json').read_text())):
    if not wanted or str(index) in wanted:
        print(json.dumps(measure(task)), flush=True)
