"""Writes tests/fixtures/statsmodels/holtwinters.json: exponential smoothing by statsmodels, optimised and with given parameters."""
import itertools
import json
import re
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
from statsmodels.datasets import co2, elnino, macrodata, nile
from statsmodels.tsa.exponential_smoothing.ets import ETSModel
from statsmodels.tsa.holtwinters import ExponentialSmoothing, Holt, SimpleExpSmoothing

warnings.simplefilter("ignore")
OUT = Path(__file__).parents[1] / "fixtures/statsmodels/holtwinters.json"
AHEAD = 14
CLASSES = {c.__name__: c for c in (ExponentialSmoothing, Holt, SimpleExpSmoothing)}

monthly = co2.load_pandas().data["co2"].resample("MS").mean().ffill()
rng = np.random.RandomState(1)
growth = 50 * np.exp(0.02 * np.arange(64)) * np.array([0.8, 1.1, 1.3, 0.9])[np.arange(64) % 4] * np.exp(0.05 * rng.randn(64))
SERIES = {
    "nile": nile.load_pandas().data["volume"].to_numpy(),
    "co2": monthly.to_numpy()[:96],
    "cpi": macrodata.load_pandas().data["cpi"].to_numpy()[:120],
    "sea": elnino.load_pandas().data.iloc[30:40, 1:].to_numpy().ravel(),
    "growth": growth,
    "short": np.array([3.0, 5.0, 9.0, 4.0, 4.0, 6.0, 9.5, 4.5, 4.2]),
}


def numbers(values):
    return [None if v is None or np.isnan(v) else float(v) for v in np.asarray(values, dtype=float).ravel()]


def masked(text):
    return re.sub(r"(Date:|Time:) +.*?(?=   |\n)", lambda m: m[1].ljust(len(m[0])), text)


def forecast(result):
    """The forecasts, from the true first trend: result.forecast() damps that of a multiplicative trend twice."""
    p = dict(result.params)
    phi = p["damping_trend"]
    if result.model.trend == "mul" and phi < 1:
        p["initial_trend"] = (p["initial_trend"] * phi) ** (1 / phi)
    return result.model._predict(h=AHEAD, **p).fcastvalues[:AHEAD]


def describe(name, series, params, options, full):
    result = CLASSES[name](SERIES[series], **params).fit(**options)
    entry = dict(model=name, series=series, params=params, options=options, sse=float(result.sse), forecast=numbers(forecast(result)),
                 # What was minimised: squared errors of the transformed series.
                 objective=float(np.sum((result.model._y - reference(result)) ** 2)), sd=float(np.sqrt(result.sse / len(SERIES[series]))))
    if full:
        entry |= dict(aic=float(result.aic), aicc=None if np.isinf(result.aicc) else float(result.aicc), bic=float(result.bic), fitted=numbers(result.fittedvalues),
                      level=numbers(result.level), trend=numbers(result.trend), season=numbers(result.season),
                      initial=numbers([result.params["initial_level"]]), lamda=result.params["lamda"], summary=masked(result.summary().as_text()))
    return entry


def reference(result):
    """One-step predictions of the transformed series."""
    from scipy.stats import boxcox

    lamda = result.params["lamda"]
    return result.fittedvalues if lamda is None else boxcox(result.fittedvalues, lamda)


given = []
smoothing = dict(smoothing_level=0.4, smoothing_trend=0.15, smoothing_seasonal=0.25, damping_trend=0.9)
for trend, damped, seasonal, series in itertools.product([None, "add", "mul"], [False, True], [None, "add", "mul"], ["growth", "co2"]):
    if damped and not trend:
        continue
    params = dict(trend=trend, damped_trend=damped, seasonal=seasonal, seasonal_periods=(4 if series == "growth" else 12) if seasonal else None)
    options = dict(smoothing_level=0.4, optimized=False)
    options |= {k: v for k, v in smoothing.items() if (trend and "_trend" in k and (damped or "damp" not in k)) or (seasonal and "seas" in k)}
    method = ["estimated", "heuristic", "legacy-heuristic"][len(given) % 3]
    given.append(describe("ExponentialSmoothing", series, params | dict(initialization_method=method), options, True))
season4 = dict(trend="add", seasonal="mul", seasonal_periods=4, initialization_method="known", initial_level=50.0, initial_trend=1.0,
               initial_seasonal=[0.8, 1.1, 1.3, 0.9])
fixed = dict(optimized=False, smoothing_level=0.3)
given += [
    describe("ExponentialSmoothing", "growth", season4, dict(fixed, smoothing_trend=0.1, smoothing_seasonal=0.2, remove_bias=True), True),
    describe("ExponentialSmoothing", "growth", dict(trend="add", use_boxcox=True), dict(fixed, smoothing_trend=0.1), True),
    describe("ExponentialSmoothing", "growth", dict(use_boxcox=0.3), fixed, True),
    describe("ExponentialSmoothing", "growth", dict(use_boxcox=0.0), fixed, True),
    describe("ExponentialSmoothing", "short", dict(trend="mul", seasonal="add", seasonal_periods=4), dict(fixed, smoothing_trend=0.1, smoothing_seasonal=0.2), True),
    describe("Holt", "nile", dict(exponential=True), dict(fixed, smoothing_trend=0.1), True),
    describe("Holt", "nile", dict(initialization_method="known", initial_level=1000.0, initial_trend=-2.0), dict(fixed, smoothing_trend=0.1), True),
    describe("SimpleExpSmoothing", "nile", dict(), fixed, True),
    describe("SimpleExpSmoothing", "short", dict(initialization_method="estimated"), fixed, True),
]

optimised = []
for trend, damped, seasonal, (series, m) in itertools.product([None, "add", "mul"], [False, True], [None, "add", "mul"], [("growth", 4), ("co2", 12), ("sea", 12)]):
    if damped and not trend:
        continue
    params = dict(trend=trend, damped_trend=damped, seasonal=seasonal, seasonal_periods=m if seasonal else None)
    optimised.append(describe("ExponentialSmoothing", series, params, {}, False))
for series in ["nile", "cpi", "short"]:
    optimised.append(describe("SimpleExpSmoothing", series, {}, {}, False))
    optimised.append(describe("SimpleExpSmoothing", series, dict(initialization_method="estimated"), {}, False))
    for exponential, damped in itertools.product([False, True], repeat=2):
        optimised.append(describe("Holt", series, dict(exponential=exponential, damped_trend=damped), {}, False))
optimised += [
    describe("ExponentialSmoothing", "growth", dict(trend="add", seasonal="add", seasonal_periods=4, use_boxcox=True), {}, False),
    describe("ExponentialSmoothing", "growth", dict(trend="add", use_boxcox=0.0), {}, False),
    describe("ExponentialSmoothing", "cpi", dict(trend="add", bounds=dict(smoothing_level=(0.1, 0.5), smoothing_trend=(0.0, 0.2))), {}, False),
    describe("ExponentialSmoothing", "co2", dict(trend="add", seasonal="add", seasonal_periods=12), dict(smoothing_level=0.5), False),
    describe("ExponentialSmoothing", "co2", dict(trend="add", seasonal="add", seasonal_periods=12), dict(smoothing_trend=0.01, smoothing_seasonal=0.2), False),
    describe("Holt", "cpi", dict(damped_trend=True), dict(damping_trend=0.95), False),
]

# Variances of forecasts, from the state space form. Its β is αβ* of ours.
spread = []
for trend, damped, seasonal, series in itertools.product([None, "add"], [False, True], [None, "add"], ["growth"]):
    if damped and not trend:
        continue
    model = ETSModel(pd.Series(SERIES[series]), error="add", trend=trend, damped_trend=damped, seasonal=seasonal, seasonal_periods=4 if seasonal else None,
                     initialization_method="known", initial_level=50.0, initial_trend=1.0 if trend else None, initial_seasonal=[-3.0, 1.0, 4.0, -2.0] if seasonal else None)
    values = dict(smoothing_level=0.4, smoothing_trend=0.4 * 0.15, smoothing_seasonal=0.25, damping_trend=0.9)
    result = model.smooth([values[n] for n in model.param_names if n in values])
    ahead = result.get_prediction(start=60, end=64 + AHEAD - 1)
    frame = ahead.summary_frame(alpha=0.2)
    spread.append(dict(series=series, trend=trend, damped=damped, seasonal=seasonal, mean=numbers(frame["mean"]),
                       lower=numbers(frame["pi_lower"]), upper=numbers(frame["pi_upper"])))

result = dict(ahead=AHEAD, series={k: numbers(v) for k, v in SERIES.items()}, given=given, optimised=optimised, spread=spread)
OUT.write_text(json.dumps(result, separators=(",", ":")) + "\n")
print(OUT, OUT.stat().st_size)
