"""Writes tests/fixtures/sklearn/preprocessing.json: scikit-learn's encoders and scalers."""
import warnings

import numpy as np
import pandas as pd
from sklearn import preprocessing as pp

from sklearn_data import FIXTURES, datasets, write

warnings.simplefilter('ignore')
rng = np.random.RandomState(11)
CITIES = ['Bern', 'Aarau', 'Zug', 'Chur', 'Genf', 'Olten']
TABLE = dict(city=[CITIES[i] for i in rng.choice(6, 40, p=[.4, .25, .15, .1, .05, .05])],
             size=rng.randint(1, 5, 40).tolist(), sex=[['f', 'm'][i] for i in rng.randint(0, 2, 40)])
MORE = dict(city=['Bern', 'Basel', 'Olten'], size=[1, 9, 3], sex=['m', 'f', 'x'])
GIVEN = [CITIES, [1, 2, 3, 4], ['m', 'f']]
ONE_HOT = [{}, dict(drop='first'), dict(drop='if_binary'), dict(drop=['Zug', 2, 'm']), dict(categories=GIVEN),
           dict(handle_unknown='ignore'), dict(handle_unknown='ignore', drop='first'),
           dict(min_frequency=6), dict(min_frequency=0.2, handle_unknown='infrequent_if_exist'),
           dict(max_categories=3, handle_unknown='infrequent_if_exist'), dict(max_categories=2, drop='if_binary'),
           dict(max_categories=3, min_frequency=4, drop='first', handle_unknown='infrequent_if_exist'),
           dict(max_categories=1), dict(min_frequency=7, drop=['Bern', 2, 'f'], handle_unknown='ignore')]
ORDINAL = [{}, dict(categories=GIVEN), dict(handle_unknown='use_encoded_value', unknown_value=-1),
           dict(handle_unknown='use_encoded_value', unknown_value='nan', encoded_missing_value=-2)]
EXACT = np.round(np.random.RandomState(12).gamma(1.5, 20, (1100, 2)), 3)


def columns(table):
    return np.array(list(zip(*table.values())), dtype=object)


def plain(rows):
    return [[None if v is None or v != v else v for v in row] for row in np.asarray(rows, dtype=object).tolist()]


def encoded():
    for name, grid in (('OneHotEncoder', ONE_HOT), ('OrdinalEncoder', ORDINAL)):
        for params in grid:
            given = {**params, 'unknown_value': np.nan} if params.get('unknown_value') == 'nan' else params
            if name == 'OneHotEncoder':
                given = {**given, 'sparse_output': False}
            model = getattr(pp, name)(**given).fit(columns(TABLE))
            rows = model.transform(columns(TABLE)[:12])
            expect = dict(categories=[list(c) for c in model.categories_], rows=rows, back=plain(model.inverse_transform(rows)),
                          more=None if params.get('handle_unknown', 'error') == 'error' else plain(model.transform(columns(MORE))))
            if name == 'OneHotEncoder':
                expect['names'] = model.get_feature_names_out(list(TABLE)).tolist()
                expect['drop_idx'] = None if model.drop_idx_ is None else model.drop_idx_.tolist()
                if model._infrequent_enabled:
                    expect['infrequent'] = [None if c is None else list(c) for c in model.infrequent_categories_]
            yield dict(name=name, params=params, expect=expect)


def scaled():
    cases = [('StandardScaler', dict(with_mean=m, with_std=s)) for m in (True, False) for s in (True, False)]
    cases += [('MinMaxScaler', p) for p in ({}, dict(feature_range=(-1, 3)), dict(clip=True))]
    for name, params in cases:
        for data in ('binary', 'ties_regression', 'wide_regression'):
            for missing in (False, True):
                X, _, w = datasets[data]
                X = X.copy()
                if missing:
                    X[::7, 1] = np.nan
                for weighted in (False, True):
                    if weighted and (name == 'MinMaxScaler' or missing):
                        continue
                    for partial in (False, True):
                        model = getattr(pp, name)(**params)
                        extra = dict(sample_weight=w) if weighted else {}
                        if partial:
                            for part in (slice(0, 13), slice(13, None)):
                                model.partial_fit(X[part], **{k: v[part] for k, v in extra.items()})
                        else:
                            model.fit(X, **extra)
                        rows = model.transform(2 * X[:3])
                        yield dict(name=name, params=params, data=data, missing=missing, weighted=weighted, partial=partial, expect=dict(
                            attributes={k: v for k, v in vars(model).items() if k.endswith('_') and v is not None},
                            rows=plain(rows), back=plain(model.inverse_transform(rows))))


def exact():
    """Statistics to the last bit: numpy adds a frame's columns in another order than a matrix's, and long ones by parts."""
    for rows in (7, 8, 100, 129, 674, 1100):
        for missing in (False, True):
            part = EXACT[:rows].copy()
            if missing:
                part[::5, 1] = np.nan
            for framed in (False, True):
                model = pp.StandardScaler().fit(pd.DataFrame(dict(a=part[:, 0], b=part[:, 1])) if framed else part)
                last = model.transform(pd.DataFrame(part[-3:], columns=['a', 'b']) if framed else part[-3:])
                yield dict(rows=rows, missing=missing, framed=framed, last=plain(last),
                           attributes=dict(mean_=model.mean_, var_=model.var_, scale_=model.scale_))


def labels():
    for y in (['b', 'a', 'c', 'a'], [3, 1, 3, 1], [5, 5], [0, 1, 2, 2]):
        encoder = pp.LabelEncoder()
        codes = encoder.fit_transform(y)
        made = []
        for params in ({}, dict(neg_label=-2, pos_label=3)):
            binarizer = pp.LabelBinarizer(**params)
            Y = binarizer.fit_transform(y)
            made.append(dict(params=params, Y=Y, type=binarizer.y_type_, back=binarizer.inverse_transform(Y)))
        yield dict(y=y, classes=encoder.classes_, codes=codes, back=encoder.inverse_transform(codes), binarized=made)


if __name__ == '__main__':
    write(FIXTURES / 'preprocessing.json', dict(
        table=TABLE, more=MORE, encoded=list(encoded()), scaled=list(scaled()), labels=list(labels()),
        exact=dict(X=EXACT, cases=list(exact()))))
