"""Writes tests/fixtures/numeric/linalg.json: what numpy, scipy and LAPACK give for small matrices of several shapes."""
import json
from pathlib import Path

import numpy as np
from scipy import linalg

OUT = Path(__file__).parents[1] / 'fixtures/numeric/linalg.json'
rng = np.random.RandomState(0)


def spread(m, n, power):
    """A matrix whose singular values fall from 1 to 10**-power."""
    k = min(m, n)
    u = linalg.qr(rng.standard_normal((m, k)), mode='economic')[0]
    v = linalg.qr(rng.standard_normal((n, k)), mode='economic')[0]
    return u * np.logspace(0, -power, k) @ v.T


low = rng.standard_normal((12, 3)) @ rng.standard_normal((3, 8))
twin = rng.standard_normal((15, 4))
twin = np.hstack([twin, twin[:, :1], np.zeros((15, 1))])
matrices = {
    'square': rng.standard_normal((9, 9)),
    'tall': rng.standard_normal((30, 7)),
    'wide': rng.standard_normal((6, 21)),
    'graded': spread(12, 10, 9),
    'lowRank': low,
    'twinColumns': twin,
    'row': rng.standard_normal((1, 5)),
    'column': rng.standard_normal((5, 1)),
    'zero': np.zeros((4, 3)),
    'integer': rng.randint(-3, 4, size=(10, 6)).astype(float),
    'big': 1e150 * rng.standard_normal((5, 4)),
    'small': 1e-150 * rng.standard_normal((5, 4)),
}
cases = []
for name, a in matrices.items():
    b = rng.standard_normal(len(a))
    s = linalg.svdvals(a)
    x, _, rank, _ = linalg.lstsq(a, b, cond=1e-10)
    q, r = linalg.qr(a, mode='economic')
    g = a.T @ a
    case = dict(name=name, a=a.tolist(), b=b.tolist(), s=s.tolist(), x=x.tolist(), rank=int(rank), r=r.tolist(),
                gram=g.tolist(), eigenvalues=linalg.eigvalsh(g).tolist(), pinv=linalg.pinv(a, rtol=1e-10).tolist(),
                pinvh=linalg.pinvh(g, rtol=1e-10).tolist())
    if a.shape[0] == a.shape[1]:
        sign, logdet = np.linalg.slogdet(a)
        case.update(inv=linalg.inv(a).tolist(), det=linalg.det(a), slogdet=[sign, logdet], solve=linalg.solve(a, b).tolist())
    cases.append(case)
OUT.parent.mkdir(parents=True, exist_ok=True)
OUT.write_text(json.dumps(cases, separators=(',', ':')) + '\n')
print(OUT, OUT.stat().st_size)
