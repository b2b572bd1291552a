"""Writes tests/fixtures/numeric/log.json: logarithms to 40 digits, rounded to the nearest double."""
import json
from decimal import Decimal, getcontext
from pathlib import Path

import numpy as np

getcontext().prec = 40
rng = np.random.RandomState(0)
x = np.concatenate([
    rng.randint(1, 200, 400) / rng.randint(200, 400, 400),
    np.exp(rng.uniform(-700, 700, 100)),
    1 + rng.uniform(-1, 1, 100) * 2.0 ** -rng.randint(1, 50, 100),
])
out = Path(__file__).parents[1] / 'fixtures/numeric/log.json'
out.write_text(json.dumps([[v, float(Decimal(v).ln())] for v in x.tolist()], separators=(',', ':')) + '\n')
print(out.name, out.stat().st_size)
