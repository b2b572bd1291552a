"""Writes tests/fixtures/statsmodels/stl.json: statsmodels' STL of two series that it ships."""
import json
from pathlib import Path

import numpy as np
import pandas as pd
from statsmodels.datasets import co2, elnino
from statsmodels.tsa.seasonal import STL

OUT = Path(__file__).parents[1] / "fixtures/statsmodels/stl.json"
monthly = co2.load_pandas().data["co2"].resample("MS").mean().ffill().iloc[:101]
sea = elnino.load_pandas().data.iloc[20:29, 1:].to_numpy().ravel()
outliers = sea.copy()
outliers[[17, 40, 41, 90]] += [6, -5, 4, 9]
SERIES = {"co2": monthly.to_numpy(), "sea": sea, "outliers": outliers, "weeks": np.round(np.sin(np.arange(40) * 2 * np.pi / 7) + np.arange(40) ** 1.5 / 50, 4)}
CASES = [
    ("co2", dict(period=12), {}),
    ("co2", dict(period=12, seasonal=13, trend=25, low_pass=15), {}),
    ("co2", dict(period=12, seasonal=35, robust=True), {}),
    ("co2", dict(period=12, seasonal_deg=0, trend_deg=0, low_pass_deg=0), {}),
    ("co2", dict(period=12, seasonal=7, trend=201), {}),
    ("sea", dict(period=12, seasonal_jump=2, trend_jump=3, low_pass_jump=5), {}),
    ("sea", dict(period=4, seasonal_jump=1, trend_jump=4, low_pass_jump=1, seasonal=9), {}),
    ("outliers", dict(period=12, robust=True), {}),
    ("outliers", dict(period=12, robust=True, seasonal_jump=3, trend_jump=2), dict(inner_iter=3, outer_iter=4)),
    ("outliers", dict(period=12), dict(outer_iter=2)),
    ("weeks", dict(period=7), {}),
    ("weeks", dict(period=7, seasonal=3, trend=9, low_pass=9, robust=True), {}),
    ("weeks", dict(period=25), {}),
]


def numbers(values):
    return [float(v) for v in values]


def case(name, params, options):
    stl = STL(SERIES[name], **params)
    found = stl.fit(**options)
    return dict(series=name, params=params, options=options, config=stl.config, seasonal=numbers(found.seasonal), trend=numbers(found.trend),
                resid=numbers(found.resid), weights=numbers(found.weights))


result = dict(series={k: numbers(v) for k, v in SERIES.items()}, cases=[case(*c) for c in CASES])
OUT.write_text(json.dumps(result, separators=(",", ":")) + "\n")
print(OUT, OUT.stat().st_size)
