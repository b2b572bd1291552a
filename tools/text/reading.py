"""Texts as the entity models read them: words, their pieces, shapes and labels; and labels back to entities."""

import json
from collections import Counter

import numpy as np
from tokenizers import BertWordPieceTokenizer

TYPES = ['PER', 'LOC', 'ORG', 'MISC']
LABELS = ['O'] + [f'{p}-{t}' for t in TYPES for p in 'BI']
ANNOTATORS = ('spacy', 'conll', 'all', 'muc')


def shape(word):
    """0 a mark of the model, 1 lower case, 2 Capital, 3 CAPITALS, 4 miXed, 5 with a digit, 6 other signs, 7 no case, 8 one capital."""
    if any(c.isdigit() for c in word):
        return 5
    if not any(c.isalpha() for c in word):
        return 6
    upper, lower = sum(c.isupper() for c in word), sum(c.islower() for c in word)
    if upper == lower == 0:
        return 7
    if upper == 0:
        return 1
    if lower == 0:
        return 8 if upper == 1 else 3
    return 2 if upper == 1 and word[0].isupper() else 4


class Reader:
    def __init__(self, folder):
        self.tokenizer = BertWordPieceTokenizer(f'{folder}/vocab.txt', lowercase=True)
        self.cls, self.sep = (self.tokenizer.token_to_id(t) for t in ('[CLS]', '[SEP]'))

    def words(self, texts):
        """For each text its words: (start, end, pieces)."""
        for encoding in self.tokenizer.encode_batch(texts, add_special_tokens=False):
            words = []
            for piece, (start, end), word in zip(encoding.ids, encoding.offsets, encoding.word_ids):
                if words and words[-1][3] == word:
                    words[-1][1] = end
                    words[-1][2].append(piece)
                else:
                    words.append([start, end, [piece], word])
            yield [(start, end, pieces) for start, end, pieces, _ in words]

    def read(self, rows):
        """Adds to each row of {text, …} its words and shapes, and the labels of `gold` and of each annotator's spans."""
        for row, words in zip(rows, self.words([row['text'] for row in rows])):
            row['words'] = words
            row['shapes'] = [shape(row['text'][start:end]) for start, end, _ in words]
            row['notes'] = [word_labels(words, row['spans'][key]) for key in ANNOTATORS] if 'spans' in row else []
            if 'gold' in row:
                row['gold'] = [tuple(span) for span in row['gold']]
                row['labels'] = word_labels(words, row['gold'])
        return rows


def word_labels(words, spans):
    """The label of each word: it is named by the span that its start lies in."""
    labels = []
    for start, _, _ in words:
        label = 0
        for first, last, kind in spans:
            if first <= start < last:
                label = 1 + 2 * TYPES.index(kind) + (start > first and bool(labels) and labels[-1] > 0)
        labels.append(label)
    return labels


def read_pool(reader, path):
    """Rows of annotate.py by set; of wikigold's sentences the last fifth is `held`, never learned from."""
    sets = {}
    for row in reader.read(json.load(open(path))):
        sets.setdefault(row['set'], []).append(row)
    wikigold = sets.pop('wikigold-first-80-percent')
    cut = len(wikigold) * 4 // 5
    return {**sets, 'gold': wikigold[:cut], 'held': wikigold[cut:]}


def allowed():
    """Transition scores: an I- only after the B- or I- of its type."""
    table = np.zeros((len(LABELS), len(LABELS)))
    for i, before in enumerate(LABELS):
        for j, after in enumerate(LABELS):
            if after[0] == 'I' and before[1:] != after[1:]:
                table[i, j] = -1e4
    return table


def viterbi(scores, table):
    best, back = scores[0] + np.array([-1e4 if x[0] == 'I' else 0 for x in LABELS]), []
    for row in scores[1:]:
        paths = best[:, None] + table
        back.append(paths.argmax(0))
        best = paths.max(0) + row
    path = [int(best.argmax())]
    for row in reversed(back):
        path.append(int(row[path[-1]]))
    return path[::-1]


def entities(row, scores):
    """Spans of the best well-formed labels, (start, end, type), given log-probabilities (words, labels)."""
    spans = []
    for (start, end, _), label in zip(row['words'], viterbi(scores, allowed()) if len(scores) else []):
        name = LABELS[label]
        if name[0] == 'B':
            spans.append((start, end, name[2:]))
        elif name[0] == 'I':
            spans[-1] = (spans[-1][0], end, name[2:])
    return spans


def report(name, rows, scores, skip=()):
    """Prints precision, recall and F1 of whole entities, of all and of each type."""
    counts = Counter()
    for row, score in zip(rows, scores):
        gold, found = ({s for s in x if s[2] not in skip} for x in (row['gold'], entities(row, score)))
        for key, spans in (('both', gold & found), ('gold', gold), ('found', found)):
            for _, _, kind in spans:
                counts[key, kind] += 1
                counts[key, 'all'] += 1
    line = []
    for kind in ['all', *TYPES]:
        precision = counts['both', kind] / max(1, counts['found', kind])
        recall = counts['both', kind] / max(1, counts['gold', kind])
        score = 2 * precision * recall / max(1e-9, precision + recall)
        line.append(f'{kind} {100 * score:.1f} (P {100 * precision:.1f} R {100 * recall:.1f} n {counts["gold", kind]})')
    print(f'{name}: ' + ', '.join(line), flush=True)
