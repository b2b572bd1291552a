"""Writes tests/fixtures/statsmodels/summary.json: tables as statsmodels.iolib prints them, with what they were made of."""
import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
from statsmodels.iolib.summary import Summary, forg
from statsmodels.iolib.table import SimpleTable

OUT = Path(__file__).parents[1] / "fixtures/statsmodels/summary.json"
rng = np.random.RandomState(0)

NUMBERS = [0.0, -0.0, 1.0, 0.5, 2.5, 0.125, 0.375, -0.125, 12350.0, 12250.0, 9999.5, 99995.0, 0.0001, 0.00009999, 1e-300, 123456789.0, -1.5e-7,
           1e22, float("nan"), float("inf"), float("-inf")]
NUMBERS += (rng.randn(40) * 10.0 ** rng.randint(-8, 9, 40)).tolist()
FORMATS = ["%.0f", "%.2f", "%.3f", "%.7f", "%.1g", "%.3g", "%.4g", "%#.4g", "%#.6g", "%.12g"]
numbers = [[repr(x), [f % x for f in FORMATS], forg(x, 3), forg(x, 4)] for x in NUMBERS]


class Results:
    """What Summary asks a model's results for."""

    def __init__(self, names, values):
        self.names = names
        self.params, self.bse, self.tvalues, self.pvalues, self.lower, self.upper = np.array(values).reshape(6, -1)
        self.model = SimpleNamespace(endog_names="y", exog_names=names)

    def conf_int(self, alpha):
        return np.column_stack((self.lower, self.upper))


def example(title, left, right, names, values, alpha, use_t, extra):
    results = Results(names, values)
    summary = Summary()
    summary.add_table_2cols(results, gleft=[(k, [v]) for k, v in left], gright=[(k, [v]) for k, v in right], title=title)
    summary.add_table_params(results, alpha=alpha, use_t=use_t)
    summary.add_table_2cols(results, gleft=[(k, [v]) for k, v in right], gright=[(k, [v]) for k, v in left], title="")
    if extra:
        summary.add_extra_txt(extra)
    return dict(title=title, left=left, right=right, names=names, values=np.array(values).reshape(6, -1).tolist(), alpha=alpha,
                useT=use_t, extra=extra, text=summary.as_text(), html=summary.as_html())


wide = "a.rather.long.name.of.a.parameter"
cases = [
    example("SARIMAX Results", [["Dep. Variable:", "R"], ["Model:", "SARIMAX(7, 1, 0)"], ["", "- 04-01-1998"]],
            [["No. Observations:", "107"], ["Log Likelihood", "404.681"]], ["Dp", "ar.L1"], rng.randn(12).tolist(), 0.05, False,
            ["Warnings:", "[1] The covariance matrix is an outer product of gradients."]),
    example("T", [["Dep. Variable:", "y" * 30]], [["A", "1"], ["BB", "22"], ["CCC", "333"]], [wide, "x"],
            (rng.randn(12) * 10.0 ** rng.randint(-7, 8, 12)).tolist(), 0.1, True, []),
    example("No parameters", [["Model:", "ETS(0)"]], [["AIC", "nan"]], [], [], 0.05, False, []),
]

plain = []
for headers, stubs, title in [(["coeff", "code"], ["smoothing_level", "b"], ""), (None, None, "Odd"), (["            Real", "Imaginary"], ["AR.1", "AR.2"], "Roots")]:
    data = [["%17.4f" % a, "%+17.4fj" % b] for a, b in rng.randn(2, 2)]
    table = SimpleTable(data, headers=headers, stubs=stubs, title=title)
    plain.append(dict(data=data, headers=headers, stubs=stubs, title=title, text=table.as_text(), html=table.as_html()))

OUT.parent.mkdir(parents=True, exist_ok=True)
OUT.write_text(json.dumps(dict(formats=FORMATS, numbers=numbers, cases=cases, plain=plain), separators=(",", ":")) + "\n")
print(OUT, OUT.stat().st_size)
