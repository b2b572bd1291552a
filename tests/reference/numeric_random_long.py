"""Writes tests/fixtures/numeric/random_long.json: a hundred thousand draws of each kind from numpy's RandomState, as digests."""
import hashlib
import json
from pathlib import Path

import numpy as np

OUT = Path(__file__).parent.parent / "fixtures" / "numeric" / "random_long.json"
N = 100_000
P = [0.1, 0.0, 0.35, 0.05, 0.25, 0.25]
EXACT = [
    ("random_sample", [N]), ("uniform", [-3, 7, N]), ("permutation", [N]),
    *(("randint", [low, high, N]) for low, high in ((0, 10), (-5, 2**31), (0, 2**32), (0, 2**40 + 7))),
    ("choice", [1000, N]), ("choice", [N, N // 2, False]), ("choice", [6, N, True, P]), ("choice", [N, 500, False, [1 / N] * N]),
]
# Through logarithms and powers, whose last bits are the library's.
ROUNDED = [("standard_normal", [N]), ("normal", [10, 0.5, N]), ("exponential", [2, N]), ("gamma", [0.3, 3, N]),
           ("gamma", [1, 3, N]), ("gamma", [4.5, 3, N]), ("dirichlet", [[0.6] * 1000])]
EVERY = 5000


def digest(values, kind):
    return hashlib.sha256(np.ascontiguousarray(values, dtype=kind).tobytes()).hexdigest()


def shown(args):
    """Long lists by their first value: the test fills them again."""
    return [dict(first=a[0], length=len(a)) if isinstance(a, list) and len(a) >= 1000 else a for a in args]


def draws(seed):
    random = np.random.RandomState(seed)
    for method, args in EXACT + ROUNDED:
        values = getattr(random, method)(*(args[:3] if method != "choice" or len(args) < 4 else args))
        _, key, pos, *_ = random.get_state()
        exact = (method, args) in EXACT
        told = dict(digest=digest(values, "<f8")) if exact else dict(values=values[:: EVERY if len(values) == N else 50].tolist())
        yield dict(method=method, args=shown(args), pos=int(pos), state=digest(key, "<u4")[:16], **told)


if __name__ == "__main__":
    seeds = [0, 1, 2**31, 2**32 - 1, [5], [2**32 - 1, 0, 7]]
    OUT.write_text(json.dumps([dict(seed=seed, draws=list(draws(seed))) for seed in seeds], separators=(",", ":")) + "\n")
    print(f"{OUT}: {OUT.stat().st_size} bytes")
