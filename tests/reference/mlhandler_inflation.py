"""Writes static/inflation.csv from statsmodels' interest_inflation, and what statsmodels 0.13.5 fits on it."""

import json
from pathlib import Path

import pandas as pd
from statsmodels.datasets import interest_inflation
from statsmodels.tsa.statespace.sarimax import SARIMAX

ROOT = Path(__file__).resolve().parents[2]
raw = interest_inflation.load_pandas().data
index = pd.PeriodIndex(year=raw.year.astype(int), quarter=raw.quarter.astype(int), freq="Q").to_timestamp()
data = pd.DataFrame({"Dp": raw.Dp.values, "R": raw.R.values, "index": index.strftime("%Y-%m-%d")})
data.to_csv(ROOT / "static" / "inflation.csv", index=False)

series = data.set_index(pd.DatetimeIndex(data["index"], freq="QS-OCT"))
fit = SARIMAX(series.R, exog=series[["Dp"]], order=(7, 1, 0)).fit(disp=0)
ahead = pd.DataFrame({"Dp": [0.01, 0.0, -0.005, 0.01]}, index=pd.date_range("1999-01-01", periods=4, freq="QS-OCT"))
forecast = fit.get_forecast(4, exog=ahead)
bounds = forecast.conf_int(alpha=0.05)
out = {
    "llf": fit.llf,
    "params": fit.params.to_dict(),
    "mae": (fit.fittedvalues - series.R).abs().mean(),
    "fitted": fit.fittedvalues.tolist(),
    "ahead": {
        "index": ahead.index.strftime("%Y-%m-%d").tolist(),
        "Dp": ahead.Dp.tolist(),
        "mean": forecast.predicted_mean.tolist(),
        "se": forecast.se_mean.tolist(),
        "lower": bounds.iloc[:, 0].tolist(),
        "upper": bounds.iloc[:, 1].tolist(),
    },
}
path = ROOT / "tests" / "fixtures" / "mlhandler" / "inflation.json"
path.write_text(json.dumps(out, separators=(",", ":")) + "\n")
print(path.relative_to(ROOT), out["llf"], out["mae"], out["params"])
