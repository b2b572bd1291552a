"""Train the sentiment model: three layers of MiniLM, mean of the last hidden states, two classes.

    python sentiment.py MINILM WORK

It learns from SST-2's phrases, windows of 23,000 IMDB reviews and the clear words of VADER's list, and is measured on
SST-2's development set and on 2,000 IMDB reviews that it has not seen.
"""

import argparse

import numpy as np
import torch
from tokenizers import BertWordPieceTokenizer
from torch import nn
from torch.nn import functional as F

import data
from bert import MAX_LENGTH, WIDTH, Encoder, buckets, load_minilm, pad, read_words, train

LAYERS = 3
ROOM = MAX_LENGTH - 2  # pieces of text in a window
STRIDE = 96


class Sentiment(nn.Module):
    def __init__(self, words, layers):
        super().__init__()
        self.encoder = Encoder(words, layers)
        self.head = nn.Linear(WIDTH, 2)

    def forward(self, ids):
        mask = ids > 0
        last = self.encoder(ids, mask)[-1]
        mean = (last * mask[:, :, None]).sum(1) / mask.sum(1, keepdim=True)
        return self.head(F.dropout(mean, 0.1, self.training))


def windows(pieces):
    """Every window of a text's pieces, as at inference: overlapping, the last one flush with the end."""
    if len(pieces) <= ROOM:
        return [pieces]
    starts = list(range(0, len(pieces) - ROOM, STRIDE)) + [len(pieces) - ROOM]
    return [pieces[s : s + ROOM] for s in starts]


class Pieces:
    def __init__(self, folder):
        self.tokenizer = BertWordPieceTokenizer(f'{folder}/vocab.txt', lowercase=True)
        self.cls, self.sep = (self.tokenizer.token_to_id(t) for t in ('[CLS]', '[SEP]'))

    def __call__(self, texts):
        return [e.ids for e in self.tokenizer.encode_batch(texts, add_special_tokens=False)]

    def frame(self, rows):
        return pad([[self.cls, *row, self.sep] for row in rows])


@torch.no_grad()
def log_odds(model, pieces, rows, batch=128):
    """Mean over a text's windows of the two logits' difference."""
    flat = [(i, w) for i, row in enumerate(rows) for w in windows(row)]
    flat.sort(key=lambda pair: len(pair[1]))
    total, count = np.zeros(len(rows)), np.zeros(len(rows))
    for start in range(0, len(flat), batch):
        part = flat[start : start + batch]
        with torch.autocast('cpu', torch.bfloat16):
            logits = model(pieces.frame([w for _, w in part])).float().numpy()
        for (i, _), (no, yes) in zip(part, logits):
            total[i] += yes - no
            count[i] += 1
    return total / count


def accuracy(model, pieces, texts, labels):
    return float(np.mean((log_odds(model, pieces, pieces(texts)) > 0) == np.array(labels)))


def training_rows(pieces, rng):
    """Epoch after epoch of (pieces, label): all of SST-2 and of the words, a window of every other review."""
    phrases, labels = data.sst2('train')
    (reviews, stars), _ = data.imdb()
    words = data.lexicon()
    short = list(zip(pieces(phrases), labels)) + list(zip(pieces([w for w, _ in words]), [y for _, y in words]))
    long = list(zip(pieces(reviews), stars))
    while True:
        rows = list(short)
        for i in rng.permutation(len(long))[: len(long) // 2]:
            row, label = long[i]
            spare = max(0, len(row) - ROOM)
            start = int(rng.choice([0, spare, rng.integers(0, spare + 1)]))
            rows.append((row[start : start + ROOM], label))
        yield rows


def batches(pieces, tokens, rng):
    for rows in training_rows(pieces, rng):
        for chosen in buckets([len(row) + 2 for row, _ in rows], tokens, rng):
            yield pieces.frame([rows[i][0] for i in chosen]), torch.tensor([rows[i][1] for i in chosen])


def step_loss(model, batch):
    ids, labels = batch
    return F.cross_entropy(model(ids).float(), labels, label_smoothing=0.05)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('minilm')
    parser.add_argument('work')
    parser.add_argument('--steps', type=int, default=3000)
    parser.add_argument('--tokens', type=int, default=2048)
    parser.add_argument('--rate', type=float, default=1.5e-4)
    parser.add_argument('--seed', type=int, default=7)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    rng = np.random.default_rng(args.seed)
    pieces = Pieces(args.work)
    model = Sentiment(read_words(args.work), LAYERS)
    load_minilm(model.encoder, args.minilm)
    train(model, batches(pieces, args.tokens, rng), args.steps, args.rate, step_loss)
    torch.save(model.state_dict(), f'{args.work}/sentiment.pt')
    print('SST-2 dev', accuracy(model, pieces, *data.sst2('dev')))
    print('IMDB held out', accuracy(model, pieces, *data.imdb()[1]))
    print(dict(zip(SAMPLES, log_odds(model, pieces, pieces(SAMPLES)).round(2))))


SAMPLES = ['wrong', 'right', 'good', 'bad', 'This is not good at all.', 'I was not disappointed.', 'The food was cold.']

if __name__ == '__main__':
    main()
