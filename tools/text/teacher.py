"""Train a teacher for entities.py on what people labelled and label the rest of the pool with it.

    python teacher.py MINILM WORK

All six layers of MiniLM, told what the annotators of annotate.py say of each word: it learns whom to believe when. Reads
WORK/pool.json, writes its weights to WORK/teacher.pt and the probabilities of each label to WORK/lessons.pkl. The held-out part
is neither learned nor labelled.
"""

import argparse
import pickle

import numpy as np
import torch

from bert import train
from reading import Reader, read_pool, report
from tagger import batches, from_minilm, judge, lesson, step_loss

#: How often an epoch shows each part.
SHARES = {'gold': 1, 'wnut17-train': 0.25, 'written': 1}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('minilm')
    parser.add_argument('work')
    parser.add_argument('--steps', type=int, default=700)
    parser.add_argument('--tokens', type=int, default=1024)
    parser.add_argument('--rate', type=float, default=2e-4)
    parser.add_argument('--seed', type=int, default=7)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    rng = np.random.default_rng(args.seed)
    reader = Reader(args.work)
    pool = read_pool(reader, f'{args.work}/pool.json')
    model = from_minilm(args.minilm, args.work, 6, hears=True)
    parts = [(share, [lesson(row) for row in pool[name]]) for name, share in SHARES.items()]
    train(model, batches(reader, parts, args.tokens, rng, deaf=0.1), args.steps, args.rate, step_loss)
    torch.save(model.state_dict(), f'{args.work}/teacher.pt')
    report('wikigold, last fifth', pool['held'], judge(model, reader, pool['held']))
    named = [row for row in pool['films'] if any(map(any, row['notes']))]
    rows = pool['wiki'] + pool['news'] + named[:5000]
    labelled = {row['text']: np.exp(scores).astype(np.float16) for row, scores in zip(rows, judge(model, reader, rows))}
    with open(f'{args.work}/lessons.pkl', 'wb') as file:
        pickle.dump(labelled, file)
    print(len(labelled), 'sentences labelled')


if __name__ == '__main__':
    main()
