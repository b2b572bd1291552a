"""What Tornado 6.2 renders of a pandas DataFrame and of numpy arrays: the fixture of tests/mlhandler/template/data.test.ts."""
import io
import json
import pathlib
import warnings

import numpy as np
import pandas as pd
from tornado.template import Template

OUT = pathlib.Path(__file__).parent.parent / 'fixtures' / 'mlhandler'

CSV = '''id,name,age,fare,sex,alive
1,"Braund, <Owen>",22,7.25,male,False
2,Cumings & Co,38,71.2833,female,True
3,Heikkinen,,7.925,female,True
4,"O'Hara",35,53.1,,True
5,Allen,35,8.05,male,False
6,Moran,,8.4583,male,False
7,"McCarthy ""J""",54,51.8625,male,False
'''
WIDE = 'a,b,c\n1,1e-7,1e10\n-2,2.5,-0.5\n3,,3\n'

EXPRESSIONS = """
len(data), data.shape, data.size, data.empty, list(data.columns), list(data)
data.head(2).to_html()
data.to_html(index=False, classes='table small', border=0, table_id='t')
data.head(3).to_html(columns=['age', 'fare'], na_rep='-')
wide.to_html()
data.head(3)
data[['age', 'fare']]
wide
data['age']
data['name'].head(2)
data.dtypes
data.describe()
data.describe().to_html()
data['age'].mean(), data['age'].std(), data['age'].min(), data['age'].max(), data['age'].median(), data['age'].count(), data['fare'].sum(), data['id'].sum(), data['age'].quantile(0.25)
data['age'].tolist(), data['id'].tolist(), data['sex'].tolist(), data['alive'].tolist(), data.age.nunique(), data['sex'].unique()
data['sex'].value_counts()
data['sex'].value_counts().to_dict(), data['sex'].value_counts(normalize=True)['male'], data['alive'].sum()
[(i, row['name'], row.fare) for i, row in data.head(2).iterrows()]
[(t.Index, t.name, t[1], len(t)) for t in data.head(2).itertuples()]
data.iloc[0], data.iloc[1]['name'], data.iloc[1, 3], data.iloc[-1].id, data.loc[2, 'name'], data.iloc[1:3].shape
data.head(2).to_dict(), data.head(2).to_dict('records'), data.head(2).to_dict(orient='list')
data.head(2).to_json(orient='records')
data.sort_values('age')['id'].tolist(), data.sort_values('fare', ascending=False)['id'].tolist(), data.sort_values(['sex', 'age'])['id'].tolist()
data.dropna()['id'].tolist(), data.drop(columns=['name', 'sex']).shape, data[1:3]['id'].tolist(), data.tail(2)['id'].tolist()
data.nunique()['sex'], data.count()['age'], data[['age', 'fare']].mean()['age'], data.columns[0], data.columns.tolist()
[column for column, series in data.items() if series.dtype == 'float64'], 'age' in data, 'x' in list(data.columns)
data.__class__.__name__, data['age'].name, data['age'].dtype
array, matrix, ints, words, flags, sizes
long, tall
matrix[0], matrix[1, 0], matrix[:, 0], array[-1], array[1:], matrix.shape, array.size, len(matrix), matrix.T
array.tolist(), matrix.tolist(), ints.tolist(), array.mean(), array.sum(), ints.sum(), array.max(), array.argmax(), array.argsort(), array.round(1)
sorted(zip(words, array), key=lambda p: -p[1])[:2], [round(x, 2) for x in array], '%.3f' % array[0], '{:.1f}'.format(array[1])
odd, np_nan, negative, cube
""".strip().split('\n')

ARRAYS = {
    'array': [0.5, 1.25, -3.0, 100.0],
    'matrix': [[1.5, 2.0], [3.0, 4e-5]],
    'ints': [1, 22, -3],
    'words': ['a', "b'c", 'd'],
    'flags': [True, False],
    'sizes': [0.1, 0.12345678901, 1 / 3],
    'long': [i / 7 for i in range(40)],
    'tall': [float(i) for i in range(2000)],
    'odd': [1e10, 1.5],
    'np_nan': [float('nan'), 1.0, float('inf')],
    'negative': [-1e-10, 2.0],
    'cube': [[[1, 2], [3, 4]], [[5, 6], [7, 8]]],
}


def main():
    warnings.simplefilter('ignore')
    scope = {name: np.array(value, dtype=object if name == 'words' else None) for name, value in ARRAYS.items()}
    scope.update(data=pd.read_csv(io.StringIO(CSV)), wide=pd.read_csv(io.StringIO(WIDE)))
    cases = []
    for expression in EXPRESSIONS:
        source = f'{{% raw {expression} %}}'
        cases.append({'source': source, 'output': Template(source, name='x.txt').generate(**scope).decode()})
    arrays = {name: [[str(v) if isinstance(v, float) and v - v != 0 else v for v in array.ravel().tolist()], list(array.shape), str(array.dtype)]
              for name, array in ((name, scope[name]) for name in ARRAYS)}
    path = OUT / 'template_data.json'
    path.write_text(json.dumps({'csv': CSV, 'wide': WIDE, 'arrays': arrays, 'cases': cases}, separators=(',', ':'), ensure_ascii=False) + '\n',
                    encoding='utf-8')
    print(f'{path.name}: {path.stat().st_size} bytes')


main()
