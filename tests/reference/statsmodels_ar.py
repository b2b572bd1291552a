"""Writes tests/fixtures/statsmodels/ar.json: what statsmodels' AutoReg makes of four of its series."""
import json
import re
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
from statsmodels.datasets import co2, interest_inflation, macrodata, sunspots
from statsmodels.tsa.ar_model import AutoReg

warnings.simplefilter("ignore")
OUT = Path(__file__).parents[1] / "fixtures/statsmodels/ar.json"

inflation = interest_inflation.load_pandas().data.iloc[-107:]
inflation.index = pd.date_range("1972-04-01", periods=107, freq="QS-OCT")
macro = macrodata.load_pandas().data
macro.index = pd.date_range("1959-01-01", periods=len(macro), freq="QS")
monthly = co2.load_pandas().data["co2"].resample("MS").mean().ffill().iloc[:200]
spots = sunspots.load_pandas().data["SUNACTIVITY"].iloc[:150].reset_index(drop=True)
wiggle = pd.Series(np.random.RandomState(0).randn(60).cumsum().round(3), name="wiggle")

SERIES = {
    "inflation": (inflation["R"], inflation[["Dp"]]),
    "macro": (macro["infl"], macro[["unemp", "realint"]]),
    "monthly": (monthly, None),
    "sunspots": (spots, None),
    "wiggle": (wiggle, None),
}
CASES = [
    ("inflation", dict(lags=7), True),
    ("inflation", dict(lags=[1, 4], trend="ct"), False),
    ("inflation", dict(lags=2, trend="n", seasonal=True), True),
    ("macro", dict(lags=3, trend="ct", seasonal=True, period=4, hold_back=6), True),
    ("macro", dict(lags=None, trend="t"), True),
    ("macro", dict(lags=0, trend="c", seasonal=True, old_names=True), False),
    ("monthly", dict(lags=1, trend="ct", seasonal=True), False),
    ("monthly", dict(lags=[1, 12, 13], trend="n"), False),
    ("sunspots", dict(lags=[1, 11, 12]), False),
    ("sunspots", dict(lags=9, trend="t"), False),
    ("sunspots", dict(lags=0, trend="n"), False),
    ("wiggle", dict(lags=5), False),
    ("wiggle", dict(lags=1, trend="c", seasonal=True, period=7), False),
]
AHEAD = 8


def numbers(values):
    return [None if np.isnan(v) else float(v) for v in np.asarray(values, dtype=float)]


def case(name, params, with_exog):
    endog, exog = SERIES[name]
    known, ahead = endog.iloc[:-AHEAD], None
    if with_exog:
        known_exog, ahead = exog.iloc[:-AHEAD], exog.iloc[-AHEAD:]
    if known.index.dtype.kind == "M":
        known.index.freq = pd.infer_freq(known.index)
    result = AutoReg(known, exog=known_exog if with_exog else None, **params).fit()
    n = len(known)
    span = result.get_prediction(start=n - 12, end=n + AHEAD - 1, exog_oos=ahead)
    whole = result.predict(start=0, end=n - 1)
    dynamic = result.predict(start=20, end=n + 3, dynamic=5, exog_oos=ahead)
    early = result.predict(start=0, end=15, dynamic=True)
    k = len(result.params)
    summary = re.sub(r"(Date:|Time:) +.*?(?=   )", lambda m: m[1] + " " * (len(m[0]) - len(m[1])), result.summary().as_text())
    return dict(
        series=name, params=params, exog=with_exog, names=result.model.exog_names,
        coef=numbers(result.params), cov=numbers(np.asarray(result.cov_params()).ravel()) if k else [],
        statistics={key: float(getattr(result, key)) for key in ["nobs", "llf", "sigma2", "aic", "aicc", "bic", "hqic", "fpe"]},
        pvalues=numbers(result.pvalues) if k else [], whole=numbers(whole),
        span=numbers(span.predicted_mean), se=numbers(span.se_mean), bounds=[numbers(c) for c in span.conf_int(0.2).to_numpy().T],
        dynamic=numbers(dynamic), early=numbers(early), summary=summary)


def series(endog, exog):
    dates = endog.index.dtype.kind == "M"
    return dict(
        name=endog.name, endog=numbers(endog), exogNames=list(exog.columns) if exog is not None else [],
        exog=numbers(exog.to_numpy().ravel()) if exog is not None else [],
        index=[int(v) // 10**6 for v in endog.index.asi8] if dates else None, freq=pd.infer_freq(endog.index) if dates else None)


result = dict(ahead=AHEAD, series={k: series(*v) for k, v in SERIES.items()}, cases=[case(*c) for c in CASES])
OUT.write_text(json.dumps(result, separators=(",", ":")) + "\n")
print(OUT, OUT.stat().st_size)
