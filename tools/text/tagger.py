"""The network that labels words, for teachers and for the model that ships, and what both need to learn.

A teacher also hears what the annotators say of each word; the model that ships sees pieces and shapes alone.
"""

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from bert import MAX_LENGTH, WIDTH, Encoder, buckets, load_minilm, pad, read_words
from reading import ANNOTATORS, LABELS

ROOM = MAX_LENGTH - 2
SHAPES = 9
#: Target of a label given by hand: it may be wrong, too.
CERTAIN = np.eye(len(LABELS), dtype=np.float32) * 0.98 + 0.02 / len(LABELS)


class Entities(nn.Module):
    def __init__(self, words, layers, hears=False):
        super().__init__()
        self.encoder = Encoder(words, layers, SHAPES)
        self.head = nn.Linear(WIDTH, len(LABELS))
        self.notes = None
        if hears:
            self.notes = nn.EmbeddingBag(1 + len(ANNOTATORS) * len(LABELS), WIDTH, mode='sum', padding_idx=0)
            nn.init.normal_(self.notes.weight, std=0.02)

    def forward(self, ids, shapes, notes=None):
        """(n, t) pieces, (n, t) shapes, (n, t, annotators) numbered labels or 0 -> scores (n, t, labels)."""
        heard = None if self.notes is None else self.notes(notes.flatten(0, 1)).view(*ids.shape, WIDTH)
        last = self.encoder(ids, ids > 0, shapes, heard)[-1]
        return self.head(F.dropout(last, 0.1, self.training))


def from_minilm(minilm, folder, layers, hears=False):
    """The first layers of MiniLM, with the embeddings that vocabulary.py wrote."""
    model = Entities(read_words(folder), layers, hears)
    load_minilm(model.encoder, minilm)
    return model


def lesson(row, targets=None):
    """A sentence as its words: (pieces, shape, numbered notes, target); the targets are the gold labels unless given."""
    targets = CERTAIN[row['labels']] if targets is None else targets
    notes = np.array(row['notes'], dtype=int).reshape(len(row['notes']), len(row['words'])).T
    notes = notes + 1 + len(LABELS) * np.arange(notes.shape[1])
    return [(pieces, s, n, y) for (_, _, pieces), s, n, y in zip(row['words'], row['shapes'], notes, targets)]


def frame(reader, rows, rng=None, deaf=0.0):
    """Lessons to pieces, shapes, notes, targets and the places of first pieces; each annotator is left out at times."""
    ids = pad([[reader.cls] + [x for pieces, _, _, _ in row for x in pieces] + [reader.sep] for row in rows])
    shapes = pad([[0] + [s for pieces, s, _, _ in row for _ in pieces] + [0] for row in rows])
    notes = torch.zeros(*ids.shape, len(ANNOTATORS), dtype=torch.long)
    targets = torch.zeros(*ids.shape, len(LABELS))
    first = torch.zeros(ids.shape, dtype=torch.bool)
    for i, row in enumerate(rows):
        at = 1
        heard = 1 if rng is None else rng.random(len(ANNOTATORS)) >= deaf
        for pieces, _, note, target in row:
            first[i, at] = True
            targets[i, at] = torch.from_numpy(target)
            if len(note):
                notes[i, at : at + len(pieces)] = torch.from_numpy(note * heard)
            at += len(pieces)
    return ids, shapes, notes, targets, first


def size(row):
    return sum(len(pieces) for pieces, _, _, _ in row)


def joined(sentences, rng):
    """Runs of one to four neighbouring sentences that fit a window, as running text has them."""
    rows, start = [], 0
    while start < len(sentences):
        row = []
        for sentence in sentences[start : start + rng.choice([1, 1, 2, 4])]:
            if row and size(row + sentence) > ROOM:
                break
            row = row + sentence
            start += 1
        while size(row) > ROOM:
            row = row[:-1]
        rows.append(row)
    return rows


def recased(row, rng):
    """Now and then a row all in lower case or in capitals, as people write on phones and in headings."""
    draw = rng.random()
    if draw < 0.05:
        return [(p, 1 if s in (2, 3, 4, 8) else s, n, y) for p, s, n, y in row]
    if draw < 0.08:
        return [(p, 3 if s in (1, 2, 4) else s, n, y) for p, s, n, y in row]
    return row


def batches(reader, parts, tokens, rng, deaf=0.0):
    """Epochs over `parts`, pairs of (share, lessons): 2 is twice an epoch, 0.5 another half each epoch."""
    while True:
        rows = []
        for share, lessons in parts:
            for turn in range(int(np.ceil(share))):
                runs = joined(lessons, rng)
                rows += [runs[i] for i in rng.permutation(len(runs))[: int(min(1, share - turn) * len(runs))]]
        rows = [recased(row, rng) for row in rows if row]
        for chosen in buckets([2 + size(row) for row in rows], tokens, rng):
            yield frame(reader, [rows[i] for i in chosen], rng, deaf)


def step_loss(model, batch):
    """Cross-entropy of first pieces."""
    ids, shapes, notes, targets, first = batch
    scores = model(ids, shapes, notes)[first].float().log_softmax(1)
    return -(targets[first] * scores).sum(1).mean()


@torch.no_grad()
def judge(model, reader, rows, batch=48):
    """Log-probabilities of each row's words, (words, labels). What lies beyond a window is O (the measuring sets have none)."""
    order = np.argsort([len(row['words']) for row in rows], kind='stable')
    found = [None] * len(rows)
    for start in range(0, len(order), batch):
        part = order[start : start + batch]
        blank = [np.zeros((len(rows[i]['words']), len(LABELS)), dtype=np.float32) for i in part]
        lessons = [lesson(rows[i], empty) for i, empty in zip(part, blank)]
        for row in lessons:
            while size(row) > ROOM:
                row.pop()
        ids, shapes, notes, _, first = frame(reader, lessons)
        with torch.autocast('cpu', torch.bfloat16):
            scores = model(ids, shapes, notes).float().log_softmax(2)
        for i, empty, score, places in zip(part, blank, scores, first):
            known = score[places].numpy()
            found[i] = np.concatenate([known, np.log(CERTAIN[:1]).repeat(len(empty) - len(known), 0)])
    return found
