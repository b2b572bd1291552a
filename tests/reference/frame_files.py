"""The same table in every file format, written by pandas: the fixture of tests/frame/read.test.ts (gzip, base64).

Needs, besides pandas 1.5.3, pyarrow 14, openpyxl 3.0, xlwt 1.3 and tables 3.7.
"""
import base64
import gzip
import io
import json
import pathlib
import tempfile
import zipfile

import numpy as np
import pandas as pd
import pyarrow as pa

OUT = pathlib.Path(__file__).parent.parent / 'fixtures' / 'frame'

FRAME = pd.DataFrame({
    'whole': [1, -2, 3, 4],
    'float': [1.0, 2.0, np.nan, 4.0],
    'flag': [True, False, True, True],
    'text é': ['x', None, 'é/日本', 'NA?'],
    'date': pd.to_datetime(['2020-01-01', None, '1969-12-31 12:00', '2000-02-29 23:59:59.500']),
    'day': pd.to_datetime(['2020-01-01', '2020-01-02', '2020-01-03', '2020-01-04']),
})
# xlwt writes whole seconds
SECONDS = FRAME.assign(date=FRAME['date'].dt.floor('s'))
MIXED = FRAME.assign(mixed=['a', True, None, 2])
CATEGORY = FRAME.assign(category=pd.Categorical(['u', 'v', None, 'u']))
LONG = pd.DataFrame({'n': np.arange(20_000) % 977, 'half': np.arange(20_000) / 2, 'text': [f'row {i % 977}' for i in range(20_000)]})


def records(frame):
    return json.loads(frame.to_json(orient='records', date_unit='ms'))


def bytes_of(write):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / 'data'
        write(path)
        return path.read_bytes()


def excel(frame, **kwargs):
    def write(path):
        frame.to_excel(f'{path}.{kwargs["ext"]}', index=False, engine=kwargs['engine'])
        pathlib.Path(f'{path}.{kwargs["ext"]}').rename(path)
    return write


def hdf(frame, key='data', **kwargs):
    return lambda path: frame.to_hdf(path, key, **kwargs)


def arrow_stream(path):
    table = pa.Table.from_pandas(CATEGORY)
    with pa.ipc.new_stream(path, table.schema) as writer:
        writer.write_table(table, max_chunksize=3)


def two_keys(path):
    LONG.head(2).to_hdf(path, 'other', format='table')
    FRAME.to_hdf(path, 'data', format='table')


def zipped(names):
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(zipfile.ZipInfo(name), FRAME.to_csv(index=False))
    return out.getvalue()


def main():
    indexed = FRAME.set_index(pd.Index(list('abcd'), name=None))
    files = {
        'data.xlsx': ('FRAME', bytes_of(excel(FRAME, ext='xlsx', engine='openpyxl'))),
        'data.xls': ('SECONDS', bytes_of(excel(SECONDS, ext='xls', engine='xlwt'))),
        'snappy.parquet': ('FRAME', bytes_of(lambda path: FRAME.to_parquet(path))),
        'gzip.parquet': ('FRAME', bytes_of(lambda path: FRAME.to_parquet(path, compression='gzip'))),
        'indexed.parquet': ('FRAME', bytes_of(lambda path: indexed.to_parquet(path, compression='zstd'))),
        'category.parquet': ('CATEGORY', bytes_of(lambda path: CATEGORY.to_parquet(path))),
        'long.parquet': ('LONG', bytes_of(lambda path: LONG.to_parquet(path, row_group_size=6_000))),
        'plain.feather': ('FRAME', bytes_of(lambda path: FRAME.to_feather(path, compression='uncompressed'))),
        'lz4.feather': ('CATEGORY', bytes_of(lambda path: CATEGORY.to_feather(path, compression='lz4'))),
        'zstd.feather': ('FRAME', bytes_of(lambda path: FRAME.to_feather(path, compression='zstd'))),
        'long.feather': ('LONG', bytes_of(lambda path: LONG.to_feather(path, compression='lz4'))),
        'stream.arrows': ('CATEGORY', bytes_of(lambda path: arrow_stream(str(path)))),
        'fixed.h5': ('MIXED', bytes_of(hdf(MIXED, format='fixed', complevel=9))),
        'table.h5': ('FRAME', bytes_of(hdf(FRAME, format='table', complevel=9, index=False))),
        'key.hdf5': ('CATEGORY', bytes_of(hdf(CATEGORY, key='some', format='table', complevel=9, index=False))),
        'columns.h5': ('FRAME', bytes_of(hdf(FRAME.rename(columns={'text é': 'text'}), format='table', complevel=9,
                                             index=False, data_columns=True))),
        'two.h5': ('FRAME', bytes_of(two_keys)),
        'long.h5': ('LONG', bytes_of(hdf(LONG, format='table', complevel=9, index=False))),
        'longfixed.h5': ('LONG', bytes_of(hdf(LONG, format='fixed', complevel=9))),
        'blosc.h5': (None, bytes_of(hdf(FRAME, format='table', complib='blosc', complevel=5, index=False))),
        'series.h5': (None, bytes_of(lambda path: FRAME['whole'].to_hdf(path, 'data'))),
        'data.csv.gz': ('CSV', gzip.compress(FRAME.to_csv(index=False).encode(), mtime=0)),
        'data.json.gz': ('JSON', gzip.compress(FRAME.to_json(orient='records').encode(), mtime=0)),
        'data.zip': ('CSV', zipped(['data.csv', '__MACOSX/._data.csv'])),
        'many.zip': (None, zipped(['a.csv', 'b.csv'])),
    }
    fixture = {
        'tables': {'FRAME': records(FRAME), 'SECONDS': records(SECONDS), 'MIXED': records(MIXED), 'CATEGORY': records(CATEGORY)},
        'files': {name: {'table': table, 'bytes': base64.b64encode(gzip.compress(data, mtime=0)).decode()} for name, (table, data) in files.items()},
    }
    path = OUT / 'files.json'
    path.write_text(json.dumps(fixture, separators=(',', ':'), ensure_ascii=False) + '\n', encoding='utf-8')
    print(f'{path.name}: {path.stat().st_size} bytes', {name: len(data) for name, (_, data) in files.items()})


main()
