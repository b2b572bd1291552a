"""Writes tests/fixtures/mlhandler/stl.json: SARIMAX on parts of a monthly series, as the handler's stl option names them."""

import json
from pathlib import Path

import pandas as pd
from statsmodels.datasets import co2
from statsmodels.tsa.seasonal import STL
from statsmodels.tsa.statespace.sarimax import SARIMAX

OUT = Path(__file__).resolve().parents[1] / "fixtures" / "mlhandler" / "stl.json"
series = co2.load_pandas().data["co2"].resample("MS").mean().ffill().iloc[:101].round(3)
CASES = [
    {"components": ["trend", "resid"], "kwargs": {"robust": True}},
    {"components": ["resid", "trend"], "kwargs": {"period": 12, "seasonal": 13}},
    {"components": ["seasonal", "resid"], "kwargs": {"period": 6}},
    {"components": [], "kwargs": {}},
]


def case(option):
    parts = STL(series, **option["kwargs"]).fit()
    endog = sum(getattr(parts, name) for name in option["components"]) if option["components"] else series
    fit = SARIMAX(endog, order=(1, 1, 1)).fit(disp=0)
    ahead = fit.get_forecast(6)
    return {"stl": option, "llf": fit.llf, "mae": fit.mae, "mean": ahead.predicted_mean.tolist(), "se": ahead.se_mean.tolist()}


differences = SARIMAX(series, order=(1, 1, 1), simple_differencing=True).fit(disp=0)
out = {
    "index": series.index.strftime("%Y-%m-%d").tolist(),
    "co2": series.tolist(),
    "cases": [case(option) for option in CASES],
    "differences": {"mae": differences.mae, "llf": differences.llf},
}
OUT.write_text(json.dumps(out, separators=(",", ":")) + "\n")
print(OUT, OUT.stat().st_size, [c["llf"] for c in out["cases"]], out["differences"])
