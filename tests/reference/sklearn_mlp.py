"""Writes tests/fixtures/sklearn/mlp.json: the multi-layer perceptrons, with every parameter off its default."""
import warnings

import numpy as np
from sklearn import neural_network
from sklearn_data import FIXTURES, datasets, write

warnings.simplefilter('ignore')
CLASSIFICATION = ('binary', 'multiclass', 'wide_classification', 'ties_classification')
REGRESSION = ('regression', 'wide_regression', 'ties_regression')
KEPT = ('coefs_', 'intercepts_', 'loss_', 'best_loss_', 'loss_curve_', 'validation_scores_', 'best_validation_score_', 't_',
        'n_iter_', 'n_layers_', 'n_outputs_', 'out_activation_')
ROWS = 10


def loaded(data):
    """Large targets make descent chaotic, where rounding decides: numbers are divided by the largest, alike in both languages."""
    X, y, _ = datasets[data]
    return X, y / np.abs(y).max() if data in REGRESSION else y


def case(name, data, parts=0, fits=1, **params):
    """`parts` calls of partial_fit on rows that overlap, or `fits` calls of fit."""
    X, y = loaded(data)
    params = {'random_state': 3, 'max_iter': 30, 'hidden_layer_sizes': [7], **params}
    given = {k: float(v) if v == 'Infinity' else v for k, v in params.items()}
    model = getattr(neural_network, name)(**given)
    for part in range(parts):
        rows = slice(part * 5, part * 5 + 20)
        model.partial_fit(X[rows], y[rows], **(dict(classes=np.unique(y)) if name == 'MLPClassifier' else {}))
    for _ in range(0 if parts else fits):
        model.fit(X, y)
    expect = {key: getattr(model, key) for key in KEPT if hasattr(model, key)}
    expect['predict'] = model.predict(X)
    if name == 'MLPClassifier':
        expect['predict_proba'] = model.predict_proba(X[:ROWS])
    return dict(data=data, parts=parts, fits=fits, params=params, expect=expect)


def cases(name, sets):
    def make(data, **params):
        return case(name, data, **params)
    first, other = sets[0], sets[1]
    for data in sets:
        yield make(data, random_state=0, max_iter=60, hidden_layer_sizes=[20])
        yield make(data, activation='tanh', solver='sgd', learning_rate_init=0.01, batch_size=16)
        yield make(data, solver='lbfgs', max_iter=20, alpha=0.1)
        yield make(data, early_stopping=True, validation_fraction=0.25, learning_rate_init=0.02, n_iter_no_change=3, max_iter=80)
        for activation in ('identity', 'logistic', 'tanh', 'relu'):
            yield make(data, activation=activation, hidden_layer_sizes=[6, 4], batch_size=25)
    for data in (first, other):
        for activation in ('identity', 'logistic', 'tanh'):
            yield make(data, activation=activation, solver='lbfgs', max_iter=15, hidden_layer_sizes=[5, 3])
        for rate in ('constant', 'invscaling', 'adaptive'):
            yield make(data, solver='sgd', activation='logistic', learning_rate=rate, learning_rate_init=0.1, tol=0.01,
                       n_iter_no_change=2, max_iter=80)
        yield make(data, solver='sgd', activation='tanh', nesterovs_momentum=False, momentum=0.5)
        yield make(data, solver='sgd', activation='tanh', learning_rate='invscaling', power_t=0.3, momentum=0)
        yield make(data, solver='sgd', activation='tanh', early_stopping=True, learning_rate='adaptive', learning_rate_init=0.05,
                   max_iter=60, n_iter_no_change=2)
        yield make(data, beta_1=0.8, beta_2=0.99, epsilon=1e-4, alpha=0.5)
        yield make(data, shuffle=False, batch_size=13)
        yield make(data, batch_size=1000)
        yield make(data, hidden_layer_sizes=9)
        yield make(data, hidden_layer_sizes=[])
        yield make(data, tol=0.05, n_iter_no_change=4, learning_rate_init=0.05, max_iter=100)
        yield make(data, tol=1000, n_iter_no_change='Infinity')
        yield make(data, solver='lbfgs', max_fun=6)
        yield make(data, solver='lbfgs', tol=0.5, max_iter=100, activation='tanh')
        yield make(data, fits=2, warm_start=True, max_iter=10)
        yield make(data, fits=2, warm_start=True, max_iter=10, solver='sgd', activation='tanh')
        yield make(data, fits=2, warm_start=True, max_iter=6, solver='lbfgs')
        yield make(data, fits=2, warm_start=True, max_iter=10, early_stopping=True, validation_fraction=0.3)
        yield make(data, parts=3)
        yield make(data, parts=3, solver='sgd', activation='tanh', batch_size=8, learning_rate='invscaling')


if __name__ == '__main__':
    write(FIXTURES / 'mlp.json', {'MLPClassifier': list(cases('MLPClassifier', CLASSIFICATION)),
                                  'MLPRegressor': list(cases('MLPRegressor', REGRESSION))})
