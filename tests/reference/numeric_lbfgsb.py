"""Writes tests/fixtures/numeric/lbfgsb.json: where scipy's L-BFGS-B ends, and after how many steps."""
import json
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

OUT = Path(__file__).parent.parent / "fixtures" / "numeric" / "lbfgsb.json"


def rosenbrock(x):
    a, b = x[:-1], x[1:]
    g = np.zeros_like(x)
    g[:-1] += -400 * a * (b - a * a) - 2 * (1 - a)
    g[1:] += 200 * (b - a * a)
    return np.sum(100 * (b - a * a) ** 2 + (1 - a) ** 2), g


def quartic(x):
    """Flat at its minimum, and badly scaled."""
    k = np.arange(1, len(x) + 1)
    return np.sum(k * (x - k) ** 4), 4 * k * (x - k) ** 3


def coupled(x):
    """A convex quadratic with a tridiagonal matrix and a far minimum."""
    n = len(x)
    ax = 3.0 * x
    ax[1:] -= x[:-1]
    ax[:-1] -= x[1:]
    b = np.cos(np.arange(n)) * 5
    return 0.5 * x @ ax - b @ x, ax - b


def wavy(x):
    """Not convex: line searches extrapolate and bracket."""
    return np.sum(np.cos(2 * x) + 0.1 * x * x), -2 * np.sin(2 * x) + 0.2 * x


def steep(x):
    return np.sum(np.exp(x)) - 3 * x.sum(), np.exp(x) - 3


def narrow(x):
    """A kink so near the start that the line search gives up after its 20 evaluations."""
    d = x[0]
    return (d if d > 1e-12 else -d * 1e-3 + 1e-12), np.array([-1.0 if d <= 1e-12 else 1.0])


FUNCTIONS = dict(narrow=narrow, rosenbrock=rosenbrock, quartic=quartic, coupled=coupled, wavy=wavy, steep=steep)

CASES = [
    dict(fun="rosenbrock", x0=[-1.2, 1.0]),
    dict(fun="rosenbrock", x0=[-1.2, 1.0] * 6),
    dict(fun="coupled", x0=[0.0] * 30, m=3),
    dict(fun="rosenbrock", x0=[-1.2, 1.0] * 6, ftol=1e-15, gtol=1e-10),
    dict(fun="rosenbrock", x0=[-1.2, 1.0] * 6, maxiter=7),
    dict(fun="rosenbrock", x0=[-1.2, 1.0] * 6, maxfun=9),
    dict(fun="narrow", x0=[0.0]),
    dict(fun="quartic", x0=[0.0] * 5),
    dict(fun="quartic", x0=[100.0, -50, 20, 1, 0]),
    dict(fun="coupled", x0=[0.0] * 20),
    dict(fun="coupled", x0=[0.0] * 20, m=20, ftol=1e-16),
    dict(fun="wavy", x0=[0.1, 1.0, -2.0, 7.0]),
    dict(fun="wavy", x0=[0.01, 0.02]),
    dict(fun="steep", x0=[5.0, -3.0, 0.0]),
    dict(fun="steep", x0=[30.0]),
    dict(fun="steep", x0=[float(np.log(3))]),
    # With bounds: active at the end, left again on the way, one-sided, fixed, all variables held, start outside.
    dict(fun="rosenbrock", x0=[-1.2, 1.0] * 4, bounds=[[-2, 0.5]] * 8),
    dict(fun="rosenbrock", x0=[-1.2, 1.0] * 4, bounds=[[None, 0.8], [0.1, None], [None, None], [0.3, 0.3]] * 2),
    dict(fun="rosenbrock", x0=[3.0] * 25, bounds=[[1, 100], [-100, 100]] * 12 + [[1, 100]]),
    dict(fun="coupled", x0=[0.0] * 20, bounds=[[0, 1.5]] * 20),
    dict(fun="coupled", x0=[9.0] * 20, bounds=[[-1, None], [None, 1]] * 10),
    dict(fun="coupled", x0=[0.2] * 12, bounds=[[0, 0.5], [-0.5, 0.5], [None, None]] * 4, m=4),
    dict(fun="quartic", x0=[0.0] * 5, bounds=[[-1, 0.5]] * 5),
    dict(fun="wavy", x0=[0.1, 1.0, -2.0, 7.0], bounds=[[-1, 1]] * 4),
    dict(fun="steep", x0=[5.0, -3.0, 0.0], bounds=[[2, None], [None, None], [None, 1]]),
]

out = []
for case in CASES:
    options = {k: v for k, v in case.items() if k in ("ftol", "gtol", "maxiter", "maxfun")}
    if "m" in case:
        options["maxcor"] = case["m"]
    path = []
    r = minimize(FUNCTIONS[case["fun"]], np.array(case["x0"]), jac=True, method="L-BFGS-B", bounds=case.get("bounds"),
                 callback=lambda x: path.append(float(FUNCTIONS[case["fun"]](x)[0])), options=options)
    out.append({**case, "expect": dict(x=r.x.tolist(), fun=FUNCTIONS[case["fun"]](r.x)[0], nit=r.nit, nfev=r.nfev, status=r.status,
                                       message=r.message, path=path)})

OUT.parent.mkdir(parents=True, exist_ok=True)
OUT.write_text(json.dumps(out, separators=(",", ":")))
print(f"{OUT}: {len(out)} cases, {OUT.stat().st_size} bytes")
