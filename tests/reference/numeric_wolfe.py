"""Writes tests/fixtures/numeric/wolfe.json: the steps that scipy's line searches find along one variable."""
import json
import warnings
from pathlib import Path

import numpy as np
from scipy.optimize._linesearch import scalar_search_wolfe1, scalar_search_wolfe2

warnings.simplefilter('ignore')
OUT = Path(__file__).parents[1] / 'fixtures/numeric/wolfe.json'
FUNCTIONS = {
    'parabola': (lambda s: (s - 0.3) ** 2, lambda s: 2 * (s - 0.3)),
    'far': (lambda s: (s - 40) ** 2, lambda s: 2 * (s - 40)),
    'narrow': (lambda s: (s - 1e-3) ** 4 + 1e-3 * s * s, lambda s: 4 * (s - 1e-3) ** 3 + 2e-3 * s),
    'wavy': (lambda s: np.cos(3 * s) - s / 4, lambda s: -3 * np.sin(3 * s) - 0.25),
    'steep': (lambda s: np.exp(8 * s) - 40 * s, lambda s: 8 * np.exp(8 * s) - 40),
    'downhill': (lambda s: -s, lambda s: -1 + 0 * s),
    'uphill': (lambda s: s, lambda s: 1 + 0 * s),
}
cases = []
for name, (f, g) in FUNCTIONS.items():
    for before in (None, float(f(0.0)) + 0.5, float(f(0.0)) + 0.01):
        # The callables are sklearn's: one value or slope a call.
        one = scalar_search_wolfe1(f, g, f(0.0), before, g(0.0))[0]
        two = scalar_search_wolfe2(f, g, f(0.0), before, g(0.0))[0]
        cases.append(dict(fun=name, before=before, wolfe1=one, wolfe2=two))
OUT.write_text(json.dumps(cases, separators=(',', ':')))
print(f'{OUT.name}: {len(cases)} cases')
