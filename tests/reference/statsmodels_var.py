"""Writes tests/fixtures/statsmodels/var.json: vector autoregressions by statsmodels on its macroeconomic data."""
import json
import re
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
from statsmodels.datasets import macrodata
from statsmodels.tsa.api import VAR

warnings.simplefilter("ignore")
OUT = Path(__file__).parents[1] / "fixtures/statsmodels/var.json"
AHEAD = 6
macro = macrodata.load_pandas().data
growth = np.log(macro[["realgdp", "realcons", "realinv"]]).diff().dropna().reset_index(drop=True)
rates = macro[["infl", "unemp"]].iloc[1:121].reset_index(drop=True)
exog = macro[["realint", "tbilrate"]].iloc[1:].reset_index(drop=True)
short = rates.iloc[:16]
DATA = {"growth": growth, "rates": rates, "short": short}
CASES = [
    ("growth", dict(maxlags=2), False),
    ("growth", dict(maxlags=15, ic="aic"), False),
    ("growth", dict(ic="bic", trend="ct"), False),
    ("growth", dict(maxlags=1, trend="n"), True),
    ("rates", dict(maxlags=3, trend="ctt"), True),
    ("rates", dict(ic="fpe", maxlags=8), True),
    ("rates", dict(ic="hqic", trend="n"), False),
    ("rates", dict(), False),
    ("rates", dict(maxlags=0, trend="ct"), False),
    ("short", dict(maxlags=2, trend="c"), False),
]


def numbers(values):
    return [None if np.isnan(v) else float(v) for v in np.asarray(values, dtype=float).ravel()]


def finite(v):
    return float(v) if np.isfinite(v) else None


def case(name, params, with_exog):
    data = DATA[name]
    known = data.iloc[:-AHEAD]
    x = exog.iloc[: len(data)] if with_exog else None
    model = VAR(known, exog=x.iloc[:-AHEAD] if with_exog else None)
    fit = model.fit(**params)
    last = known.to_numpy()[-fit.k_ar :] if fit.k_ar else known.to_numpy()[:0]
    ahead = x.iloc[-AHEAD:] if with_exog else None
    if fit.k_ar:
        mean, lower, upper = fit.forecast_interval(last, AHEAD, alpha=0.1, exog_future=ahead)
    else:
        # Without lags every forecast is its trend; statsmodels' own function fails.
        n = len(known)
        mean = np.column_stack([np.ones(AHEAD), np.arange(n + 1, n + 1 + AHEAD)]) @ fit.params.to_numpy()
        half = 1.6448536269514722 * np.sqrt(np.diag(fit.sigma_u))
        lower, upper = mean - half, mean + half
    order = VAR(known, exog=x.iloc[:-AHEAD] if with_exog else None).select_order(maxlags=2 if name == "short" else 6, trend=params.get("trend", "c"))
    summary = re.sub(r"(Date:|Time:)( +)(.*)", lambda m: m[1] + m[2] + " " * len(m[3]), str(fit.summary())) if fit.k_ar else None
    return dict(
        data=name, params=params, exog=with_exog, k_ar=int(fit.k_ar), names=list(fit.params.index), coef=numbers(fit.params), stderr=numbers(fit.stderr),
        pvalues=numbers(fit.pvalues), sigma=numbers(fit.sigma_u), corr=numbers(fit.resid_corr),
        statistics={k: finite(getattr(fit, k)) for k in ["nobs", "df_model", "df_resid", "llf", "aic", "bic", "hqic", "fpe", "detomega"]},
        fitted=numbers(fit.fittedvalues), mean=numbers(mean), lower=numbers(lower), upper=numbers(upper), summary=summary,
        order=dict(ics={k: [finite(v) for v in vs] for k, vs in order.ics.items()}, selected={k: int(v) for k, v in order.selected_orders.items()}))


data = {k: dict(names=list(v.columns), rows=len(v), values=numbers(v)) for k, v in DATA.items()}
result = dict(ahead=AHEAD, data=data, exog=dict(names=list(exog.columns), values=numbers(exog)), cases=[case(*c) for c in CASES])
OUT.write_text(json.dumps(result, separators=(",", ":")) + "\n")
print(OUT, OUT.stat().st_size)
