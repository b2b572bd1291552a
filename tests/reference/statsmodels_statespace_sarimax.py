"""SARIMAX by statsmodels 0.13.5: log-likelihoods at given parameters, fits, forecasts, tests and summaries.

Run with Debian 12's python3: python3 tests/reference/statsmodels_statespace_sarimax.py
"""
import json
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import statsmodels.api as sm
from statsmodels.tsa.statespace.sarimax import SARIMAX

warnings.simplefilter("ignore")
OUT = Path(__file__).parents[1] / "fixtures" / "statsmodels" / "sarimax.json"
STEPS = 8


def load():
    inflation = sm.datasets.interest_inflation.load_pandas().data
    co2 = sm.datasets.co2.load_pandas().data["co2"].resample("MS").mean()
    macro = sm.datasets.macrodata.load_pandas().data
    nile = sm.datasets.nile.load_pandas().data["volume"]
    nile_missing = nile.copy()
    nile_missing.iloc[[0, 13, 20, 21, 22, 23, 99]] = np.nan
    whole = co2.interpolate()
    return {
        "inflation": series(inflation["R"], {"Dp": inflation["Dp"]}, "R"),
        "co2": series(whole.iloc[26:], {}, "co2", whole.index[26:]),
        "co2_missing": series(co2.iloc[:180], {}, "co2", co2.index[:180]),
        "macro": series(np.log(macro["realgdp"]) * 100,
                        {"unemp": macro["unemp"], "tbilrate": macro["tbilrate"]}, "gdp"),
        "infl": series(macro["infl"], {"unemp": macro["unemp"], "tbilrate": macro["tbilrate"]}, "infl"),
        "nile": series(nile, {}, "volume", pd.date_range("1871", periods=100, freq="AS")),
        "nile_missing": series(nile_missing, {}, "volume"),
    }


def series(endog, exog, name, index=None):
    return {"endog": list(map(float, endog)), "exog": {k: list(map(float, v)) for k, v in exog.items()},
            "name": name, "index": None if index is None else [int(t.value // 10**6) for t in index]}


# name, data, uses exog, constructor, fits
CASES = [
    ("inflation", "inflation", True, dict(order=(7, 1, 0)), True),
    ("monthly", "co2", False, dict(order=(1, 1, 1), seasonal_order=(1, 1, 1, 12)), True),
    ("trend and exog", "infl", True, dict(order=(1, 0, 1), trend="ct"), True),
    ("annual", "nile", False, dict(order=(0, 1, 1)), True),
    ("missing", "co2_missing", False, dict(order=(0, 1, 1), seasonal_order=(0, 1, 1, 12)), True),
    ("measurement error", "nile", False, dict(order=(1, 0, 0), trend="c", measurement_error=True), True),
    ("missing ends", "nile_missing", False, dict(order=(1, 0, 1), trend="c"), True),
    ("lags", "infl", False, dict(order=([1, 4], 0, [1, 0, 1]), trend="c"), True),
    ("seasonal lags", "infl", False, dict(order=(1, 0, 0), seasonal_order=([1, 3], 0, 0, 4)), True),
    ("polynomial trend", "nile", False, dict(order=(1, 0, 0), trend=[1, 0, 1]), False),
    ("drift and differences", "macro", True, dict(order=(1, 1, 1), trend="t"), False),
    ("hamilton", "infl", False, dict(order=(2, 0, 1), trend="c", hamilton_representation=True), True),
    ("hamilton exog", "macro", True,
     dict(order=(1, 1, 2), trend="c", hamilton_representation=True, simple_differencing=True), False),
    ("simple differencing", "macro", True, dict(order=(1, 1, 0), simple_differencing=True), True),
    ("simple seasonal differencing", "co2", False,
     dict(order=(1, 1, 0), seasonal_order=(0, 1, 1, 12), simple_differencing=True, trend="c"), False),
    ("concentrated", "infl", False, dict(order=(1, 0, 1), trend="c", concentrate_scale=True), True),
    ("concentrated error", "nile", False,
     dict(order=(0, 1, 1), concentrate_scale=True, measurement_error=True), False),
    ("exact diffuse", "nile", False, dict(order=(1, 1, 1), use_exact_diffuse=True), True),
    ("exact seasonal", "co2_missing", False,
     dict(order=(0, 1, 1), seasonal_order=(0, 1, 1, 12), use_exact_diffuse=True), False),
    ("exact concentrated", "nile_missing", False,
     dict(order=(1, 1, 0), use_exact_diffuse=True, concentrate_scale=True), False),
    ("free", "infl", False,
     dict(order=(2, 0, 1), enforce_stationarity=False, enforce_invertibility=False), True),
    ("state regression", "inflation", True, dict(order=(1, 0, 0), mle_regression=False), False),
    ("exact state regression", "inflation", True,
     dict(order=(1, 1, 0), mle_regression=False, use_exact_diffuse=True), False),
    ("varying regression", "inflation", True,
     dict(order=(1, 0, 0), mle_regression=False, time_varying_regression=True), False),
    ("only regression", "inflation", True,
     dict(order=(0, 0, 0), mle_regression=False, time_varying_regression=True), False),
    ("twice differenced", "co2", False, dict(order=(0, 2, 2), seasonal_order=(1, 0, 0, 12)), False),
    ("twice seasonal", "infl", False, dict(order=(1, 0, 0), seasonal_order=(0, 2, 1, 4)), False),
    ("offset", "nile", False, dict(order=(1, 0, 0), trend="ct", trend_offset=1871), False),
    ("dropped", "nile_missing", False, dict(order=(0, 1, 1), missing="drop"), False),
    ("white noise", "nile", False, dict(order=(0, 0, 0), trend="c"), True),
]


def clean(value):
    return [None if not np.isfinite(x) else float(x) for x in np.ravel(value)]


def ahead(data, exog):
    """The last rows of the regressors serve as values beyond the sample."""
    return np.column_stack(list(data["exog"].values()))[-STEPS:] if exog else None


def given(model):
    """Parameters away from the optimum: the start, moved where it leaves the model valid."""
    x = model.untransform_params(model.start_params)
    moved = np.where(np.isfinite(x), x, 0.5) * 0.9 + 0.05 * np.cos(np.arange(len(x)))
    return model.transform_params(moved)


def run(name, data_name, uses_exog, kwargs, fits):
    data = DATA[data_name]
    exog = pd.DataFrame(data["exog"]) if uses_exog else None
    endog = pd.Series(data["endog"], name=data["name"])
    if data["index"]:
        endog.index = pd.DatetimeIndex(pd.to_datetime(data["index"], unit="ms"), freq="infer")
        if exog is not None:
            exog.index = endog.index
    if kwargs.get("missing") == "drop":
        endog = endog.dropna().reset_index(drop=True)
    model = SARIMAX(endog, exog, **kwargs)
    params = given(model)
    res = model.smooth(params, cov_type="none")
    out = {"name": name, "data": data_name, "exog": uses_exog, "params": kwargs, "names": model.param_names,
           "start_params": clean(model.start_params), "unconstrained": clean(model.untransform_params(params)),
           "at": clean(params), "llf": res.llf, "llf_obs": clean(res.llf_obs[-3:]), "scale": float(res.scale),
           "forecast": prediction(res.get_forecast(STEPS, exog=ahead(data, uses_exog))),
           "insample": prediction(res.get_prediction(start=20, end=25)),
           "dynamic": prediction(res.get_prediction(start=30, end=35, dynamic=2)),
           "smoothed_state": clean(res.smoothed_state[:, [0, 40, -1]]),
           "smoothed_var": clean(np.diagonal(res.smoothed_state_cov[:, :, [0, 40, -1]]).T)}
    if fits:
        out["fit"] = fit(model, data, uses_exog)
    return out


def prediction(p):
    ci = np.asarray(p.conf_int())
    return {"mean": clean(p.predicted_mean), "se": clean(p.se_mean), "lower": clean(ci[:, 0]), "upper": clean(ci[:, 1])}


def fit(model, data, uses_exog):
    res = model.fit(disp=0)
    text = res.summary().as_text().split("\n")
    covs = {c: clean(model.smooth(res.params, cov_type=c).bse) for c in ["oim", "approx", "robust", "robust_approx"]}
    lb = res.test_serial_correlation("ljungbox", lags=[1])[0, :, 0]
    return {"params": clean(res.params), "llf": res.llf, "aic": res.aic, "aicc": res.aicc, "bic": res.bic, "hqic": res.hqic,
            "bse": clean(res.bse), "covs": covs, "zvalues": clean(res.zvalues), "pvalues": clean(res.pvalues),
            "conf_int": clean(res.conf_int()), "mae": float(np.nanmean(np.abs(res.resid))),
            "ljung_box": clean(lb), "het": clean(res.test_heteroskedasticity("breakvar")[0]),
            "jarque_bera": clean(res.test_normality("jarquebera")[0]),
            "nit": int(res.mle_retvals["iterations"]), "converged": bool(res.mle_retvals["converged"]),
            "forecast": prediction(res.get_forecast(STEPS, exog=ahead(data, uses_exog))),
            "summary": [line for line in text if not line.startswith(("Date:", "Time:"))]}


def extension():
    """append and extend of the nile's last 20 years."""
    data = DATA["nile"]["endog"]
    res = SARIMAX(data[:80], order=(1, 1, 1)).filter([0.3, -0.8, 20000.0])
    longer, extended = res.append(data[80:]), res.extend(data[80:])
    return {"append": {"llf": longer.llf, "forecast": prediction(longer.get_forecast(3))},
            "extend": {"llf": extended.llf, "forecast": prediction(extended.get_forecast(3))}}


DATA = load()
result = {"data": DATA, "cases": [run(*case) for case in CASES], "extension": extension()}
for d in DATA.values():
    d["endog"] = clean(d["endog"])
OUT.parent.mkdir(parents=True, exist_ok=True)
OUT.write_text(json.dumps(result, separators=(",", ":")))
print(f"{OUT}: {len(CASES)} cases, {OUT.stat().st_size / 1e3:.0f} kB")
