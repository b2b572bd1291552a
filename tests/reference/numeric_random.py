"""Writes tests/fixtures/numeric/random.json: what numpy's legacy RandomState draws."""
import json
from pathlib import Path

import numpy as np

OUT = Path(__file__).parent.parent / "fixtures" / "numeric" / "random.json"
P = [0.1, 0.0, 0.35, 0.05, 0.25, 0.25]
DRAWS = {
    "random_sample": ([5], lambda r: r.random_sample(5)),
    "uniform": ([-3, 7, 5], lambda r: r.uniform(-3, 7, 5)),
    "standard_normal": ([7], lambda r: r.standard_normal(7)),
    "normal": ([10, 0.5, 4], lambda r: r.normal(10, 0.5, 4)),
    "exponential": ([2, 5], lambda r: r.exponential(2, 5)),
    "gamma": [([s, 3, 6], lambda r, s=s: r.gamma(s, 3, 6)) for s in (0.3, 1, 4.5, 100)],
    "dirichlet": ([[0.5, 1, 3]], lambda r: r.dirichlet([0.5, 1, 3])),
    "randint": [([lo, hi, 8], lambda r, lo=lo, hi=hi: r.randint(lo, hi, 8))
                for lo, hi in ((0, 1), (0, 10), (-5, 6), (0, 2**31 - 1), (0, 2**32), (0, 2**32 + 1), (0, 2**40 + 12345), (-2**52, 2**52))],
    "permutation": ([20], lambda r: r.permutation(20)),
    "choice": [([6, 10, True, None], lambda r: r.choice(6, 10)),
               ([6, 4, False, None], lambda r: r.choice(6, 4, replace=False)),
               ([6, 10, True, P], lambda r: r.choice(6, 10, p=P)),
               ([6, 5, False, P], lambda r: r.choice(6, 5, replace=False, p=P)),
               ([200, 150, False, None], lambda r: r.choice(200, 150, replace=False)),
               ([40, 35, False, [1 / 40] * 40], lambda r: r.choice(40, 35, replace=False, p=[1 / 40] * 40))],
}

cases = []
for seed in (0, 42, 2**32 - 1, [1, 2, 3], [2**32 - 1] + list(range(700))):
    r = np.random.RandomState(seed)
    steps = []
    for name, calls in DRAWS.items():
        for args, draw in calls if isinstance(calls, list) else [calls]:
            steps.append(dict(method=name, args=[a for a in args if a is not None], value=draw(r).tolist()))
    r.random_sample(1000)
    cases.append(dict(seed=seed if isinstance(seed, int) else list(seed), steps=steps, after_1000=r.randint(0, 2**32, 3).tolist()))

OUT.write_text(json.dumps(cases, separators=(",", ":")))
print(f"{OUT}: {len(cases)} seeds, {OUT.stat().st_size} bytes")
