"""Writes tests/fixtures/sklearn/metrics.json: metrics, curves, reports and scorers of scikit-learn on small targets."""
import warnings

import numpy as np
from sklearn import metrics as m
from sklearn.metrics import get_scorer, get_scorer_names

from sklearn_data import FIXTURES, write

warnings.simplefilter('ignore')
rng = np.random.RandomState(7)


def proba(scores):
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.round(e / e.sum(axis=1, keepdims=True), 6)


class Fixed:
    """An estimator that answers what it is given."""
    _estimator_type = 'classifier'

    def __init__(self, classes, predicted, probabilities, decision=None):
        self.classes_, self.predicted, self.probabilities = classes, predicted, probabilities
        if decision is not None:
            self.decision_function = lambda X: decision
        self.predict = lambda X: predicted
        if probabilities is not None:
            self.predict_proba = lambda X: probabilities

    def fit(self, X, y):
        return self


def targets():
    n = 60
    for name, k, labels in [('binary', 2, [0, 1]), ('signed', 2, [-1, 1]), ('texts', 2, ['no', 'yes']),
                            ('threes', 3, [0, 1, 2]), ('flowers', 4, ['iris', 'lily', 'rose', 'tulip'])]:
        labels = np.array(labels)
        codes = np.r_[np.arange(k), rng.randint(0, k, n - k)]
        scores = np.round(rng.normal(size=(n, k)) + 1.2 * np.eye(k)[codes], 1)  # rounded: ties
        p = proba(scores)
        decision = np.round(scores[:, 1] - scores[:, 0], 1) if k == 2 else scores
        yield name, dict(classes=labels, y=labels[codes], predicted=labels[scores.argmax(axis=1)], proba=p,
                         decision=decision, sample_weight=np.round(rng.uniform(0, 3, n), 2))
    # Classes that are never predicted, or never true.
    y = np.array([0, 0, 1, 1, 2, 2, 2, 0])
    yield 'missing', dict(classes=np.arange(4), y=y, predicted=np.array([0, 1, 1, 3, 0, 0, 3, 0]),
                          proba=None, decision=None, sample_weight=np.ones(8))
    yield 'all_wrong', dict(classes=np.arange(2), y=np.array([1, 1, 1, 1, 0]), predicted=np.zeros(5, int),
                            proba=np.tile([0.7, 0.3], (5, 1)), decision=np.full(5, -0.4), sample_weight=np.arange(1, 6.))


def attempt(f):
    try:
        value = f()
    except ValueError:
        return 'error'
    return value if np.isfinite(value) else str(value)


def classification(case):
    y, predicted, w = case['y'], case['predicted'], case['sample_weight']
    model = Fixed(case['classes'], predicted, case['proba'], case['decision'])
    out = {'scorers': {}, 'weighted_scorers': {}}
    for name in get_scorer_names():
        scorer = get_scorer(name)
        if 'rand' in name or 'mutual' in name or name in ('completeness_score', 'homogeneity_score', 'v_measure_score',
                                                          'fowlkes_mallows_score'):
            continue
        if case['proba'] is None and type(scorer).__name__ != '_PredictScorer':
            continue
        if name in ('r2', 'max_error', 'explained_variance') or '_error' in name or '_deviance' in name:
            continue
        out['scorers'][name] = attempt(lambda: scorer(model, np.zeros((len(y), 1)), y))
        if 'likelihood' in name:  # as a scorer it takes no weights, as a function it does
            which, sign = (0, 1) if name.startswith('pos') else (1, -1)
            weighted = lambda: sign * m.class_likelihood_ratios(y, predicted, sample_weight=w)[which]
        else:
            weighted = lambda: scorer(model, np.zeros((len(y), 1)), y, sample_weight=w)
        out['weighted_scorers'][name] = attempt(weighted)
    if len(case['classes']) > 2 and case['proba'] is not None:
        for key, weights in (('scorers', None), ('weighted_scorers', w)):
            out[key]['top_k_accuracy'] = m.top_k_accuracy_score(y, case['decision'], k=2, sample_weight=weights)
    out['confusion'] = {str(n): m.confusion_matrix(y, predicted, normalize=n, sample_weight=w) for n in (None, 'true', 'pred', 'all')}
    some = case['classes'][[1, 0]]
    out['confusion_some'] = m.confusion_matrix(y, predicted, labels=some)
    out['report'] = m.classification_report(y, predicted)
    out['report_weighted'] = m.classification_report(y, predicted, digits=4, sample_weight=w)
    out['report_some'] = m.classification_report(y, predicted, labels=some[:1], zero_division=1, digits=3)
    out['report_dict'] = m.classification_report(y, predicted, output_dict=True)
    out['prfs'] = m.precision_recall_fscore_support(y, predicted, beta=0.5, sample_weight=w, zero_division=1)
    out['adjusted'] = m.balanced_accuracy_score(y, predicted, adjusted=True)
    if len(case['classes']) == 2 and case['proba'] is not None:
        positive = case['classes'][1]
        for key, weights in (('curves', None), ('curves_weighted', w)):
            out[key] = dict(
                roc=m.roc_curve(y, case['decision'], pos_label=positive, sample_weight=weights),
                roc_all=m.roc_curve(y, case['decision'], pos_label=positive, sample_weight=weights, drop_intermediate=False),
                pr=m.precision_recall_curve(y, case['decision'], pos_label=positive, sample_weight=weights))
        out['partial_auc'] = [m.roc_auc_score(y, case['decision'], max_fpr=f) for f in (0.1, 0.5, 1)]
        out['top_1'] = m.top_k_accuracy_score(y, case['decision'], k=1)
    elif case['proba'] is not None:
        out['top_1'] = m.top_k_accuracy_score(y, case['decision'], k=1)
        out['roc_micro'] = m.roc_auc_score(y, case['proba'], multi_class='ovr', average='micro', sample_weight=w)
    return out


def regression():
    n = 40
    y = np.round(rng.gamma(2, 2, n), 2) + 0.01
    cases = {
        'positive': (y, np.round(np.abs(y + rng.normal(size=n)) + 0.1, 2)),
        'signed': (np.round(rng.normal(size=n), 2), np.round(rng.normal(size=n), 2)),
        'counts': (rng.poisson(1.5, n).astype(float), np.round(rng.gamma(2, 1, n), 2) + 0.01),
        'constant': (np.full(n, 3.), np.r_[np.full(n - 1, 3.), 4.]),
        'exact': (y, y),
        'single': (np.array([2.]), np.array([1.5])),
    }
    names = [n for n in get_scorer_names() if n in ('r2', 'max_error', 'explained_variance') or '_error' in n or '_deviance' in n]
    for name, (y, predicted) in cases.items():
        w = rng.randint(1, 12, len(y)) / 4  # exact in binary: a weighted mean of equal values is that value
        model = Fixed(None, predicted, None)
        X = np.zeros((len(y), 1))
        out = {'scorers': {}, 'weighted_scorers': {}}
        for scorer in names:
            out['scorers'][scorer] = attempt(lambda: get_scorer(scorer)(model, X, y))
            if scorer != 'max_error':
                out['weighted_scorers'][scorer] = attempt(lambda: get_scorer(scorer)(model, X, y, sample_weight=w))
        for key, weights in (('scorers', None), ('weighted_scorers', w)):
            out[key]['d2_absolute_error_score'] = attempt(lambda: m.d2_absolute_error_score(y, predicted, sample_weight=weights))
        out['tweedie'] = {p: [attempt(lambda: f(y, predicted, power=float(p), sample_weight=w))
                              for f in (m.mean_tweedie_deviance, m.d2_tweedie_score)] for p in ('-1', '0', '1.5', '3')}
        out['pinball'] = {a: [attempt(lambda: f(y, predicted, alpha=float(a), sample_weight=s))
                              for f in (m.mean_pinball_loss, m.d2_pinball_score) for s in (None, w)] for a in ('0.1', '0.8')}
        yield dict(name=name, y=y, predicted=predicted, sample_weight=w, expect=out)


if __name__ == '__main__':
    write(FIXTURES / 'metrics.json', {
        'classification': [dict(name=name, **case, expect=classification(case)) for name, case in targets()],
        'regression': list(regression()),
        'names': get_scorer_names(),
    })
