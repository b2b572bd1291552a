"""ARIMA and UnobservedComponents by statsmodels 0.13.5, in the layout of sarimax.json.

Run with Debian 12's python3: python3 tests/reference/statsmodels_statespace_others.py
"""
import json
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import statsmodels.api as sm
from statsmodels.tsa.arima.model import ARIMA

warnings.simplefilter("ignore")
FIXTURES = Path(__file__).parents[1] / "fixtures" / "statsmodels"
STEPS = 8
UC = sm.tsa.UnobservedComponents

ARIMA_CASES = [
    ("mean", "nile", False, dict(order=(1, 0, 1))),
    ("integrated", "nile", False, dict(order=(1, 1, 1))),
    ("drift", "nile", False, dict(order=(0, 1, 1), trend="t")),
    ("regression", "infl", True, dict(order=(1, 0, 0))),
    ("regression and trend", "infl", True, dict(order=(1, 0, 1), trend="ct")),
    ("seasonal", "co2", False, dict(order=(0, 1, 1), seasonal_order=(0, 1, 1, 12))),
    ("concentrated", "infl", False, dict(order=(2, 0, 0), concentrate_scale=True, trend="ct")),
    ("noise", "nile", False, dict()),
]
UC_CASES = [
    ("local level", "nile", False, dict(level="local level")),
    ("exact local level", "nile_missing", False, dict(level="llevel", use_exact_diffuse=True)),
    ("local linear trend", "gdp", False, dict(level="lltrend")),
    ("damped cycle", "gdp", False,
     dict(level="fixed intercept", cycle=True, damped_cycle=True, stochastic_cycle=True, freq="QS")),
    ("smooth trend", "gdp", False, dict(level="smooth trend", stochastic_cycle=True)),
    ("bounded cycle", "infl", False, dict(level="rwalk", cycle=True, stochastic_cycle=True, cycle_period_bounds=(6, 40))),
    ("seasonal", "co2", False, dict(level="lltrend", seasonal=12)),
    ("fixed seasonal", "co2", False, dict(level="lldtrend", seasonal=12, stochastic_seasonal=False)),
    ("waves", "co2", False, dict(level="llevel", freq_seasonal=[{"period": 12, "harmonics": 3}, {"period": 6}],
                                 stochastic_freq_seasonal=[True, False])),
    ("autoregressive", "infl", False, dict(level="fixed intercept", autoregressive=2)),
    ("regression", "infl", True, dict(level="llevel")),
    ("state regression", "infl", True, dict(irregular=True, mle_regression=False)),
    ("flags", "nile", False, dict(irregular=True, level=True, stochastic_level=True, trend=True)),
    ("noise", "infl", True, dict(irregular=True)),
]


def load():
    co2 = sm.datasets.co2.load_pandas().data["co2"].resample("MS").mean().interpolate().iloc[26:200]
    macro = sm.datasets.macrodata.load_pandas().data
    nile = sm.datasets.nile.load_pandas().data["volume"]
    missing = nile.copy()
    missing.iloc[[0, 13, 20, 21, 22, 23, 99]] = np.nan
    regressors = {"unemp": macro["unemp"], "tbilrate": macro["tbilrate"]}
    quarters = pd.date_range("1959", periods=203, freq="QS")
    return {"nile": series(nile, {}, "volume", None), "nile_missing": series(missing, {}, "volume", None),
            "infl": series(macro["infl"], regressors, "infl", None), "co2": series(co2, {}, "co2", None),
            "gdp": series(np.log(macro["realgdp"]) * 100, {}, "gdp", quarters)}


def series(endog, exog, name, index):
    return {"endog": list(map(float, endog)), "exog": {k: list(map(float, v)) for k, v in exog.items()},
            "name": name, "index": None if index is None else [int(t.value // 10**6) for t in index]}


def clean(value):
    return [None if not np.isfinite(x) else float(x) for x in np.ravel(value)]


def prediction(p):
    ci = np.asarray(p.conf_int())
    return {"mean": clean(p.predicted_mean), "se": clean(p.se_mean), "lower": clean(ci[:, 0]), "upper": clean(ci[:, 1])}


def given(model):
    x = model.untransform_params(np.array(model.start_params))
    moved = np.where(np.isfinite(x), x, 0.5) * 0.9 + 0.05 * np.cos(np.arange(len(x)))
    return model.transform_params(moved)


def run(make, name, data_name, uses_exog, kwargs):
    data = DATA[data_name]
    endog = pd.Series(data["endog"], name=data["name"])
    exog = pd.DataFrame(data["exog"]) if uses_exog else None
    options = {k: v for k, v in kwargs.items() if k != "freq"}
    if data["index"]:
        endog.index = pd.DatetimeIndex(pd.to_datetime(data["index"], unit="ms"), freq="infer")
    model = make(endog, exog=exog, **options)
    ahead = exog.iloc[-STEPS:].to_numpy() if uses_exog else None
    params = given(model)
    at = model.smooth(params, cov_type="none")
    res = model.fit() if make is ARIMA else model.fit(disp=0)
    lines = [line for line in res.summary().as_text().split("\n") if not line.startswith(("Date:", "Time:"))]
    out = {"name": name, "data": data_name, "exog": uses_exog, "params": kwargs, "names": model.param_names,
           "start_params": clean(model.start_params), "unconstrained": clean(model.untransform_params(params)),
           "at": clean(params), "llf": at.llf,
           "forecast": prediction(at.get_forecast(STEPS, exog=ahead)),
           "fit": {"params": clean(res.params), "llf": res.llf, "bse": clean(res.bse),
                   "forecast": prediction(res.get_forecast(STEPS, exog=ahead)), "summary": lines}}
    if make is UC:
        out["components"] = components(at)
    return out


def components(res):
    """Smoothed values and variances at observations 40 and the last (the start is rounding where it is diffuse)."""
    parts = {name: getattr(res, name) for name in ["level", "trend", "seasonal", "cycle", "autoregressive"]}
    parts.update({f"freq_seasonal_{i}": part for i, part in enumerate(res.freq_seasonal or [])})
    return {name: {"smoothed": clean(part.smoothed[[40, -1]]), "smoothed_cov": clean(part.smoothed_cov[[40, -1]])}
            for name, part in parts.items() if part is not None}


DATA = load()
result = {"arima": [run(ARIMA, *case) for case in ARIMA_CASES], "unobserved": [run(UC, *case) for case in UC_CASES]}
for d in DATA.values():
    d["endog"] = clean(d["endog"])
result["data"] = DATA
out = FIXTURES / "statespace_others.json"
out.write_text(json.dumps(result, separators=(",", ":")))
print(f"{out}: {len(ARIMA_CASES)} + {len(UC_CASES)} cases, {out.stat().st_size / 1e3:.0f} kB")
