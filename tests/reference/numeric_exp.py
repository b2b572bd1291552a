"""Writes tests/fixtures/numeric/exp.json: exponentials to 40 digits, rounded to the nearest double."""
import json
from decimal import Decimal, getcontext
from pathlib import Path

import numpy as np

getcontext().prec = 40
rng = np.random.RandomState(0)
x = np.concatenate([
    rng.uniform(-5, 5, 400),
    rng.uniform(-708, 709, 200),
    rng.uniform(-1, 1, 100) * 2.0 ** -rng.randint(1, 60, 100),
    np.arange(-20, 21) * np.log(2) / 128,
])
out = Path(__file__).parents[1] / 'fixtures/numeric/exp.json'
out.write_text(json.dumps([[v, float(Decimal(v).exp())] for v in x.tolist()], separators=(',', ':')) + '\n')
print(out.name, out.stat().st_size)
