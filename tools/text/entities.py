"""Train the entity model that ships: MiniLM's six layers, of 4-bit weights, plus the shape of each word, one label a word.

    python entities.py MINILM WORK

It begins as the teacher of teacher.py and learns to do without the annotators: from what the teacher labelled, with its doubts, and
from what people labelled. Gold sentences come back with other names in place of theirs.
The last fifth of wikigold's file, WNUT's development set and the Broad Twitter Corpus are measured on, not learned from.
"""

import argparse
import pickle
import random

import numpy as np
import torch

from bert import rounded, train
from names import Finer, finely_renamed, known, renamed
from reading import Reader, entities, read_pool, report
from tagger import batches, from_minilm, judge, lesson, step_loss

UNLABELLED = ('wiki', 'news', 'films')
#: How often an epoch shows each part.
SHARES = {'wiki': 1, 'news': 1, 'films': 0.6, 'gold': 1, 'renamed': 0.5, 'wnut': 1, 'written': 1, 'rewritten': 0.7}
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
    parser.add_argument('work')
    parser.add_argument('--steps', type=int, default=1600)
    parser.add_argument('--tokens', type=int, default=1024)
    parser.add_argument('--rate', type=float, default=2e-4)
    parser.add_argument('--seed', type=int, default=7)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    rng, names_rng = np.random.default_rng(args.seed), random.Random(args.seed)
    reader = Reader(args.work)
    pool = read_pool(reader, f'{args.work}/pool.json')
    labelled = pickle.load(open(f'{args.work}/lessons.pkl', 'rb'))
    taught = {
        name: [(row, labelled[row['text']].astype(np.float32)) for row in pool[name] if len(labelled.get(row['text'], ()))]
        for name in UNLABELLED
    }
    names = known(pool['gold'], [pair for pairs in taught.values() for pair in pairs])
    finer = Finer(pool['written'])
    others = [renamed(row, names, names_rng) for row in pool['gold'] * 2]
    finely = [finely_renamed(row, finer, names_rng) for row in pool['written'] * 4]
    parts = {
        'gold': [lesson(row) for row in pool['gold']],
        'renamed': [lesson(row) for row in reader.read(others)],
        'written': [lesson(row) for row in pool['written']],
        'rewritten': [lesson(row) for row in reader.read(finely)],
        'wnut': [lesson(row) for row in pool['wnut17-train']],
        **{name: [lesson(*pair) for pair in pairs] for name, pairs in taught.items()},
    }
    model = from_minilm(args.minilm, args.work, 6)
    teacher = torch.load(f'{args.work}/teacher.pt', weights_only=True)
    model.load_state_dict({name: value for name, value in teacher.items() if not name.startswith('notes.')})
    shown = [(share, parts[name]) for name, share in SHARES.items()]
    with rounded(model.encoder):
        train(model, batches(reader, shown, args.tokens, rng), args.steps, args.rate, step_loss)
    torch.save(model.state_dict(), f'{args.work}/entities.pt')

    for name, rows in (('wikigold, last fifth', 'held'), ('WNUT 2017 dev', 'wnut17-dev')):
        report(name, pool[rows], judge(model, reader, pool[rows]))
    tweets = pool['broad-twitter-abegh'][::4]
    report('Broad Twitter', tweets, judge(model, reader, tweets), skip=('MISC',))
    rows = reader.read([{'text': text} for text in SAMPLES])
    for row, scores in zip(rows, judge(model, reader, rows)):
        print(' ', row['text'], [(row['text'][a:b], kind) for a, b, kind in entities(row, scores)])


if __name__ == '__main__':
    main()
