"""Train the entity model: three layers of MiniLM plus the shape of each word (capitals, digits), one label a word.

    python entities.py MINILM_FOLDER FOLDER --silver FOLDER/silver.json

First lessons: sentences that silver.py labelled. Second: wikigold and WNUT 2017, labelled by hand, and some of the first.
The last fifth of wikigold's file, WNUT's development set and the Broad Twitter Corpus are measured on, not learned from.
"""

import argparse
import json
from collections import Counter

import numpy as np
import torch
from safetensors.numpy import load_file
from tokenizers import BertWordPieceTokenizer
from torch import nn
from torch.nn import functional as F

import data
from bert import MAX_LENGTH, WIDTH, Encoder, buckets, dequantise4, load_minilm, pad, train

TYPES = ['PER', 'LOC', 'ORG', 'MISC']
LABELS = ['O'] + [f'{p}-{t}' for t in TYPES for p in 'BI']
ROOM = MAX_LENGTH - 2
SHAPES = 9
WNUT = {
    'person': 'PER',
    'location': 'LOC',
    'corporation': 'ORG',
    'group': 'ORG',
    'product': 'MISC',
    'creative-work': 'MISC',
}


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


def from_conll(name, types=None):
    """Sentences of a CoNLL file as (text, spans)."""
    rows = []
    for tokens, tags in data.conll(name):
        text, spans, last = '', [], 'O'
        for token, tag in zip(tokens, tags):
            token = {'``': '"', "''": '"', '-LRB-': '(', '-RRB-': ')'}.get(token, token)
            glued = token in list('.,;:!?)%') or token in ("n't", "'s", "'re", "'ve", "'m", "'ll", "'d") or text.endswith('(')
            text += token if glued or not text else ' ' + token
            kind = 'O' if tag == 'O' else (types or {}).get(tag[2:], tag[2:])
            if kind != 'O':
                if kind == last and tag[0] == 'I':
                    spans[-1] = (spans[-1][0], len(text), kind)
                else:
                    spans.append((len(text) - len(token), len(text), kind))
            last = kind
        rows.append((text, spans))
    return rows


class Reader:
    """Text to word pieces, shapes, words and, where spans are given, the label of each word."""

    def __init__(self, folder):
        self.tokenizer = BertWordPieceTokenizer(f'{folder}/vocab.txt', lowercase=True)
        self.cls, self.sep = (self.tokenizer.token_to_id(t) for t in ('[CLS]', '[SEP]'))

    def words(self, texts):
        """For each text its words: (start, end, pieces)."""
        for text, encoding in zip(texts, self.tokenizer.encode_batch(texts, add_special_tokens=False)):
            words = []
            for piece, (start, end), word in zip(encoding.ids, encoding.offsets, encoding.word_ids):
                if words and words[-1][3] == word:
                    words[-1][1] = end
                    words[-1][2].append(piece)
                else:
                    words.append([start, end, [piece], word])
            yield [(start, end, pieces) for start, end, pieces, _ in words]

    def sentences(self, rows):
        """(text, spans) to lists of (pieces, shape, label) a word; a word is named by the span that its start lies in."""
        found = []
        for (text, spans), words in zip(rows, self.words([text for text, _ in rows])):
            sentence = []
            for start, end, pieces in words:
                label = 0
                for first, last, kind in spans:
                    if first <= start < last:
                        label = 1 + 2 * TYPES.index(kind) + (start > first and bool(sentence) and sentence[-1][2] > 0)
                sentence.append((pieces, shape(text[start:end]), label))
            found.append(sentence)
        return found

    def frame(self, rows):
        """Rows of words to ids, shapes and labels, each (n, t); labels are -100 but at the first piece of a word."""
        ids = pad([[self.cls] + [p for pieces, _, _ in row for p in pieces] + [self.sep] for row in rows])
        shapes = pad([[0] + [s for pieces, s, _ in row for _ in pieces] + [0] for row in rows])
        labels = [[-100] + [x for pieces, _, y in row for x in [y] + [-100] * (len(pieces) - 1)] + [-100] for row in rows]
        return ids, shapes, pad(labels, -100)


class Entities(nn.Module):
    def __init__(self, words, layers):
        super().__init__()
        self.encoder = Encoder(words, layers, SHAPES)
        self.head = nn.Linear(WIDTH, len(LABELS))

    def forward(self, ids, shapes):
        last = self.encoder(ids, ids > 0, shapes)[-1]
        return self.head(F.dropout(last, 0.1, self.training))


def joined(sentences, rng):
    """Runs of one to four neighbouring sentences that fit a window, as running text has them."""
    rows, start = [], 0
    while start < len(sentences):
        row = []
        for sentence in sentences[start : start + rng.choice([1, 1, 2, 4])]:
            if row and sum(len(p) for p, _, _ in row + sentence) > ROOM:
                break
            row = row + sentence
            start += 1
        while sum(len(p) for p, _, _ in row) > ROOM:
            row = row[:-1]
        rows.append(row)
    return rows


def recased(row, rng):
    """Now and then a row all in lower case or in capitals, as people write on phones and in headings."""
    draw = rng.random()
    if draw < 0.06:
        return [(p, 1 if s in (2, 3, 4, 8) else s, y) for p, s, y in row]
    if draw < 0.09:
        return [(p, 3 if s in (1, 2, 4) else s, y) for p, s, y in row]
    return row


def batches(reader, parts, tokens, rng):
    """Epochs over `parts`, pairs of (times, sentences)."""
    while True:
        rows = [row for times, sentences in parts for _ in range(times) for row in joined(sentences, rng)]
        rows = [recased(row, rng) for row in rows if row]
        lengths = [2 + sum(len(p) for p, _, _ in row) for row in rows]
        for chosen in buckets(lengths, tokens, rng):
            yield reader.frame([rows[i] for i in chosen])


def step_loss(model, batch):
    ids, shapes, labels = batch
    return F.cross_entropy(model(ids, shapes).float().flatten(0, 1), labels.flatten(), label_smoothing=0.02)


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


@torch.no_grad()
def predict(model, reader, texts, batch=64):
    """Entities of each text, (start, end, type). Texts longer than a window are cut (the measuring sets have none)."""
    found, table = [], allowed()
    for start in range(0, len(texts), batch):
        part = texts[start : start + batch]
        words = list(reader.words(part))
        rows = reader.sentences([(text, []) for text in part])
        cut = [joined([row], np.random.default_rng(0))[0] if row else [] for row in rows]
        ids, shapes, _ = reader.frame(cut)
        with torch.autocast('cpu', torch.bfloat16):
            scores = model(ids, shapes).float().log_softmax(2).numpy()
        for row, places, score in zip(cut, words, scores):
            firsts = np.cumsum([1] + [len(p) for p, _, _ in row])[:-1]
            spans = []
            for (first, last, _), label in zip(places, viterbi(score[firsts], table) if row else []):
                name = LABELS[label]
                if name[0] == 'B':
                    spans.append((first, last, name[2:]))
                elif name[0] == 'I':
                    spans[-1] = (spans[-1][0], last, name[2:])
            found.append(spans)
    return found


def report(name, gold, found, skip=()):
    counts = Counter()
    for expected, spans in zip(gold, found):
        expected, spans = ({s for s in x if s[2] not in skip} for x in (expected, spans))
        for key, rows in (('both', expected & spans), ('gold', expected), ('found', spans)):
            for _, _, kind in rows:
                counts[key, kind] += 1
                counts[key, 'all'] += 1
    line = []
    for kind in ['all', *TYPES]:
        precision = counts['both', kind] / max(1, counts['found', kind])
        recall = counts['both', kind] / max(1, counts['gold', kind])
        score = 2 * precision * recall / max(1e-9, precision + recall)
        line.append(f'{kind} {100 * score:.1f} (P {100 * precision:.1f} R {100 * recall:.1f} n {counts["gold", kind]})')
    print(f'{name}: ' + ', '.join(line), flush=True)


SAMPLES = [
    'Narendra Modi is the PM of India',
    'Joe Biden is the President of the United States and lives in Washington DC',
    'Apple said on Tuesday that Tim Cook will meet German officials in Berlin.',
    'The European Central Bank raised rates, Christine Lagarde told reporters in Frankfurt.',
    'Virat Kohli scored a century as India beat Australia in Mumbai.',
    "BP's profits fell 12% in the U.S. after the Deepwater Horizon spill in the Gulf of Mexico.",
    'Serena Williams won Wimbledon for the seventh time on Saturday.',
    'Manchester United beat Real Madrid 2-1 at Old Trafford.',
    'The Guardian reports that Amazon will open an office in Hyderabad, Telangana.',
    'I bought a new iPhone from the Samsung shop in Paris yesterday.',
]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('minilm')
    parser.add_argument('folder')
    parser.add_argument('--silver', required=True)
    parser.add_argument('--keep', default='0,1,2')
    parser.add_argument('--first', type=int, default=320)
    parser.add_argument('--second', type=int, default=420)
    parser.add_argument('--tokens', type=int, default=2048)
    parser.add_argument('--rate', type=float, default=2e-4)
    parser.add_argument('--seed', type=int, default=7)
    parser.add_argument('--out', default='entities.pt')
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    rng = np.random.default_rng(args.seed)
    keep = [int(k) for k in args.keep.split(',')]
    tensors = load_file(f'{args.folder}/words.safetensors')
    codes = np.stack([tensors['codes'] & 15, tensors['codes'] >> 4], 2).reshape(-1, WIDTH)
    reader = Reader(args.folder)
    model = Entities(dequantise4(codes, tensors['scales']), len(keep))
    load_minilm(model.encoder, f'{args.minilm}/model.safetensors', keep)

    wikigold = from_conll('wikigold-first-80-percent')
    cut = len(wikigold) * 4 // 5
    gold = reader.sentences(wikigold[:cut])
    wnut = reader.sentences(from_conll('wnut17-train', WNUT))
    silver = reader.sentences(json.load(open(args.silver)))
    tests = {
        'wikigold, last fifth': (wikigold[cut:], ()),
        'WNUT 2017 dev': (from_conll('wnut17-dev', WNUT), ()),
        'Broad Twitter': (from_conll('broad-twitter-abegh')[::4], ('MISC',)),
    }

    def measure():
        for name, (rows, skip) in tests.items():
            report(name, [spans for _, spans in rows], predict(model, reader, [text for text, _ in rows]), skip)
        for text, spans in zip(SAMPLES, predict(model, reader, SAMPLES)):
            print(' ', text, [(text[a:b], kind) for a, b, kind in spans])

    train(model, batches(reader, [(1, silver)], args.tokens, rng), args.first, args.rate, step_loss)
    measure()
    parts = [(3, gold), (1, wnut), (1, silver[::9])]
    train(model, batches(reader, parts, args.tokens, rng), args.second, args.rate, step_loss)
    measure()
    torch.save(model.state_dict(), f'{args.folder}/{args.out}')


if __name__ == '__main__':
    main()
