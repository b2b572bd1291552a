"""What pandas' read_csv makes of awkward CSV texts, and what to_csv and to_json write: the fixtures of tests/frame.

Floats are read with float_precision='round_trip', since the project reads them correctly rounded and pandas' default
does not. uint64 columns are left out: the project has no such dtype.
"""
import io
import json
import math
import pathlib
import random
import re

import numpy as np
import pandas as pd

OUT = pathlib.Path(__file__).parent.parent / 'fixtures' / 'frame'

TEXTS = [
    'a\n1.5\n99999999999999999999\n', 'a\n99999999999999999999\n1.5', 'a\n99999999999999999999\n1',
    'a\n-99999999999999999999\n', 'a\n0\n99999999999999999999\n1.5\n', 'a\n9007199254740991\n-9007199254740991\n',
    'a,b\n  ,1\n', 'a,b\n1 , 2\n', ' a , b\n1,2\n', 'a\n1e\n2\n', 'a\n1.\n.5\n+3\n', 'a\n1e5\n', 'a\n0x10\n',
    'a\ninf\n-Infinity\n1', 'a\n inf\n1\n', 'a\ninfinity\n+inf\n', 'a\nINF\n-iNf\n',
    'a\nTrue\nNA\n', 'a\nTrue\ntrue\nFALSE\n', 'a\nTrue\n1\n', 'a\n1\nTrue\n', 'a\nTrue\nx\n', 'a\nTRUE \n',
    'a\ntrue\n""\nfalse', 'a\nNA\nTrue\nNA\nx\nNA\n', 'a\nNA\nNA\n', 'a\nNA\n1\n', 'a\n', 'a,b\n', 'a', '', '\n\n',
    'a,b\n1,2\n\n   \n3,4\n', 'a,b\n1,2\n \n', 'a,b\r\n\r\n1,2\r\n', '\n\na,b\n1,2', '   \na\n1\n',
    'a,b\n1,2,3\n4,5,6\n', 'a,b\n1,2,3,4\n4,5,6,7\n', 'a,b\n1,2,\n3,4,\n', 'a,b\n1,2,3\n4,5\n6\n',
    'a,b\n1,2\n3,4,5\n', 'a,b\n1,2\n3,4,\n', 'a,b\n1,2\n\n3,4,5\n', 'a,b,c\n1,2\n3\n', 'a,b\n1,2,3\n4,5,6,7\n',
    'a,a,a.1,a,,\n1,2,3,4,5,6\n', 'a,a,a,a.1\n1,2,3,4\n', 'a.1,a,a\n1,2,3\n', ',,Unnamed: 1\n1,2,3\n',
    'Unnamed: 0,\n1,2\n', ',a\n0,1\n1,2\n', '1,1\n2,3',
    'a\n"x""y"\n"z\nw"\n', 'a,b\n"x"y,2\n', 'a,b\n"x"y"z",2\n', 'a,b\n x "q", "r,s"\n', 'a\nx"y"\n', 'a\n""""\n',
    'a\n"unclosed\n1\n', 'a,b\n1,2\n3,"4\n', '"a,b",c\n1,2', '"a""b","c\nd"\n1,2', 'a,b\n"1","2.5"\n', 'a\n"NA"\n1\n',
    'a\n""\n1\n', 'a\n"a\r\nb"\n', 'a,b\n"",""\n1,\n', 'a,b\n"x" ,1\n',
    '\ufeffa,b\r\n1,2\r\n', '\ufeff"a",b\r1,2\r', 'a,b\r1,2\r3,4', 'a\n\ufeff1\n',
    'a\n1_000\n', 'a\n None\nNone\n', 'a\n-0\n0\n', 'a\n-0.0\n1\n', 'a\n--1\n', 'a\n1 2\n', 'a,b\n,\n1,2\n',
    'a;b\n1;2\n', 'a\n\t1\n', 'a\n 1e5 \n', 'a\n1d5\n', 'a\n00012\n', 'a\n-\n1\n', 'a\n+\n', 'a\n.\n', 'a\ne5\n', 'a\n1e+\n',
    'a\n2020-01-01\n', 'a\nnan\nNaN\n-nan\n1\n', 'a\n#N/A N/A\n#N/A\n#NA\n1\n', 'a\n<NA>\nnull\nNULL\nn/a\nN/A\nx\n',
    'a\n1.#IND\n-1.#QNAN\n2\n', 'a\nNa\nnA\n', 'ä,ß\né,日本\n🎈,"x, y"\n', 'a\n0.1\n0.30000000000000004\n1e-7\n123456789.123456789\n',
    'a\n1.7976931348623157e308\n5e-324\n2.2250738585072011e-308\n', 'a\n9007199254740993.0\n0.1e23\n8.41e21\n',
    'a\n3.14159265358979323846264338327950288\n', 'a\n1E5\n1e+05\n1e-05\n', 'a\n000000000000000000000000001\n',
    'a,b\nx,1\n\n\n\ny,2', 'a,b\n1,x\n2,\n3,NA\n4,x\n',
]


def plain(value):
    if isinstance(value, (float, np.floating)):
        if math.isnan(value):
            return None
        if math.isinf(value):
            return 'inf' if value > 0 else '-inf'
        return float(value)
    if isinstance(value, np.bool_):
        return bool(value)
    return int(value) if isinstance(value, (int, np.integer)) and not isinstance(value, bool) else value


def read(text, sep=','):
    try:
        frame = pd.read_csv(io.BytesIO(text.encode()), sep=sep, float_precision='round_trip')
    except Exception as error:
        saw = re.search(r'line (\d+), saw (\d+)', str(error))
        return {'error': {'line': int(saw[1]), 'fields': int(saw[2])} if saw else {}}
    if 'uint64' in map(str, frame.dtypes):
        return None
    return {
        'names': list(frame.columns),
        'dtypes': [str(dtype) for dtype in frame.dtypes],
        'rows': [[plain(v) for v in column] for column in (frame[c].tolist() for c in frame.columns)],
    }


def random_texts(count):
    """Random tables of awkward fields, some with ragged rows."""
    rng = random.Random(42)
    fields = ['1', '2', '-3', '0.5', '1e3', '', 'NA', 'True', 'false', 'x', ' y ', '"q"', '"a,b"', '"c""d"', '"e\nf"', 'nan',
              '"1"', ' 7', 'é', 'inf', '"', 'a"b', '""', '007', '1.0']
    for _ in range(count):
        end = rng.choice(['\n', '\n', '\r\n', '\r'])
        width = rng.randint(1, 5)
        # pandas 1.5 misreads a blank after a lone carriage return
        usable = [field for field in fields if end != '\r' or field[:1] != ' ']
        pools = [rng.sample(usable, rng.randint(1, 3)) for _ in range(width)]
        lines = [','.join(rng.choice(['a', 'b', 'c', '']) for _ in range(width))]
        for _ in range(rng.randint(0, 8)):
            row = [rng.choice(pool) for pool in pools]
            if rng.random() < 0.05:
                row = row[: rng.randint(0, width)] + rng.choice([[], ['z'] * 3])
            lines.append(','.join(row))
        yield end.join(lines) + rng.choice([end, '', end + end])


def written():
    """Frames as to_csv and to_json write them."""
    frame = pd.DataFrame({
        'int': [1, -2, 3, 0, 9007199254740991],
        'float': [1.0, -0.5, math.nan, 1e-5, 123456.789],
        'bool': [True, False, True, True, False],
        'text': ['a/b', 'x,"y"', None, 'é 🎈\n', ''],
        'mixed': [True, None, False, None, True],
        'date': pd.to_datetime(['2020-01-01', '1969-12-31 23:59:59.500', None, '2000-02-29 12:00', '1900-01-01']),
        'day': pd.to_datetime(['2020-01-01', '1969-12-31', None, '2000-02-29', '1900-01-01']),
    })
    return {
        'columns': {name: [None if pd.isna(v) else v.timestamp() * 1000 if hasattr(v, 'timestamp') else v
                           for v in frame[name].tolist()] for name in frame},
        'csv': frame.to_csv(index=False),
        'json': frame.to_json(orient='records'),
        'jsonl': frame.to_json(orient='records', lines=True),
    }


def floats():
    """Floats as to_json and repr write them."""
    rng = np.random.RandomState(0)
    values = np.concatenate([
        [0.0, -0.0, 1.0, 0.1, 0.05, 1 / 3, 2 / 3, 1e15, 1e16, 9999999999999998.0, 12345678901234567.0, 1e-15, 9e-16, 1e-10, 5e-11,
         1.5e-10, 1e300, -1e300, 1.7976931348623157e308, 5e-324, 0.99999999999, 0.999999999949, 1e22, 1.25e-5, 1e-4, 123456789.987654321],
        rng.randn(150) * 10.0 ** rng.randint(-20, 20, 150),
        rng.randn(100),
    ])
    return {
        'values': [float(v) for v in values],
        'json': json.loads('[' + ','.join('"%s"' % line[5:-1] for line in
                           pd.DataFrame({'a': values}).to_json(orient='records', lines=True).strip().split('\n')) + ']'),
        'repr': [repr(float(v)) for v in values],
    }


def main():
    cases = [(text, read(text)) for text in [*TEXTS, *random_texts(400)]]
    files = {
        'csv.json': [{'text': text, **answer} for text, answer in cases if answer],
        'written.json': written(),
        'floats.json': floats(),
    }
    OUT.mkdir(parents=True, exist_ok=True)
    for name, value in files.items():
        (OUT / name).write_text(json.dumps(value, separators=(',', ':'), ensure_ascii=False) + '\n', encoding='utf-8')
        print(f'{name}: {(OUT / name).stat().st_size} bytes')


main()
