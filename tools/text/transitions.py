"""Learn how often one label follows another and write it beside the entity model, for the best sequence of labels.

    python transitions.py WORK OUT

Counts the labels of wikigold's first four fifths; writes to OUT/entities.json, after export.py, PART * (log P(label | label before) -
log P(label)), rows by the label before: the network has told P(label) already. PART was chosen on wikigold's fourth fifth, with a
teacher and counts of the first three, and on WNUT's development set.
"""

import json
import sys

import numpy as np

from reading import LABELS, Reader, read_pool

PART = 0.4


def gains(rows):
    counts = np.full((len(LABELS), len(LABELS)), 0.5)
    for row in rows:
        np.add.at(counts, (row['labels'][:-1], row['labels'][1:]), 1)
    return np.log(counts / counts.sum(1, keepdims=True) / (counts.sum(0) / counts.sum()))


def main(work, out):
    rows = read_pool(Reader(work), f'{work}/pool.json')['gold']
    path = f'{out}/entities.json'
    with open(path) as file:
        config = json.load(file)
    with open(path, 'w') as file:
        json.dump({**config, 'transitions': (PART * gains(rows)).round(3).tolist()}, file)
        file.write('\n')


if __name__ == '__main__':
    main(*sys.argv[1:])
