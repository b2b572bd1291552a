"""Writes tests/fixtures/statsmodels/dates.json: what pandas reads as which timestamp, infers as frequency, and generates."""
import json
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
from pandas.tseries.frequencies import to_offset

warnings.simplefilter("ignore")
OUT = Path(__file__).parents[1] / "fixtures/statsmodels/dates.json"

TEXTS = """1972-04-01|19720401|1972-04|1972|1972/04/01|1972.04.01|01/04/1972|1/4/1972|April 1, 1972|1 April 1972
1 Apr 1972|Apr 1 1972|April 1972|Apr-1972|1972 Apr|1972-04-01T10:20|1972-04-01 10:20:30|1972-04-01T10:20:30.123
1972-04-01T10:20:30Z|1972-04-01T10:20:30+02:00|19720401T102030|19720401 10:20|1972-04-01 10|1972-4-1|1972-4|1972Q2
1972-Q2|72Q2|2Q1972|2Q72|1972q2|13/1/1972|1/13/1972|31/12/1972|1972-04-01 10:20 PM|1972-04-01 12:20 am
Sat Apr 1 1972|Saturday, April 1, 1972|Apr 1, 1972 10:00 AM|01-Apr-1972|01-APR-1972|1972-Apr-01|1972 April 1|1Apr1972
4.1.1972|13.1.1972|4-1972|4/1972|04 1972|1972 04|1972, April|Sept 1972|september 1972|2262|1972-04-01T10Z
1972-04-01T1020|1972-04-01T10:20:30-0500|1972-04-01T10:20:30.5 +01|1972-04-01  10:00|2000-02-29|1900-02-28|19720401102030
April 1st 1972|1-4-72|01/04/05|Jan-72|3 Oct 05|72-04-01|720401""".replace("\n", "|").split("|")
REFUSED = """Q21972|Q2-1972|Q2 1972|1972 Q2|1972M04|197204|1972-W10|1972-100|1972-04-31|1972-13-01|1972-02-30|1900-02-29|20130
1300|13|3000|2263|0|45|12345678|1972-04-01 24:00|1972-04-01 10:61|abc|2013Q5|0Q1972|1972_04|1972-04-01 1o:20|13/13/1972""".replace("\n", "|").split("|")


def ms(stamps):
    return [int(v) // 1_000_000 for v in pd.DatetimeIndex(stamps).asi8]


def read(text):
    stamp = pd.to_datetime([text])[0]
    offset = stamp.utcoffset()
    return [text, ms([stamp.tz_localize(None)])[0], None if offset is None else int(offset.total_seconds() // 60)]


def refused(text):
    try:
        pd.to_datetime([text])
    except (ValueError, OverflowError):
        return text
    raise SystemExit(f"pandas reads {text}")


MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
ALIASES = ["D", "2D", "3D", "7D", "14D", "B", "W-SUN", "W-WED", "2W-FRI", "H", "6H", "T", "15T", "S", "30S", "L", "250L", "MS", "2MS", "M",
           "5M", "BMS", "BM", "3BM", "WOM-1MON", "WOM-3FRI", "BH", "24H", "36H", "6MS", "12M", "2QS-OCT", "2A-DEC", "10AS-JAN", "4Q-DEC"]
ALIASES += [f"{rule}-{month}" for rule in ["QS", "Q", "BQS", "BQ", "AS", "A", "BAS", "BA"] for month in MONTHS[::5]]
STARTS = ["1959-01-31 00:00", "1999-12-30 09:00", "2024-02-28 00:00"]

ranges = []
for alias in ALIASES:
    for start in STARTS:
        stamps = pd.date_range(start, periods=14, freq=alias)
        ranges.append([alias, to_offset(alias).freqstr, pd.infer_freq(stamps), ms(stamps)])

# Irregular ones, most of which have no frequency: a row left out, a row moved.
rng = np.random.RandomState(0)
broken = []
for alias in ALIASES:
    stamps = pd.date_range(STARTS[1], periods=9, freq=alias)
    row = rng.randint(1, 8)
    left = stamps.delete(row)
    moved = stamps.insert(row, stamps[row] + pd.Timedelta("1D") * rng.randint(1, 3)).delete(row + 1)
    moved = moved[moved.argsort()]
    broken += [[alias, pd.infer_freq(s), ms(s)] for s in (left, moved) if s.is_unique]

result = {"read": [read(t) for t in TEXTS], "refused": [refused(t) for t in REFUSED], "ranges": ranges, "broken": broken}
OUT.parent.mkdir(parents=True, exist_ok=True)
OUT.write_text(json.dumps(result, separators=(",", ":")) + "\n")
print(OUT, OUT.stat().st_size)
