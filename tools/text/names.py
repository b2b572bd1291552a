"""Sentences with other names in place of theirs, so that a model learns how names stand in a text rather than the names."""

import random
import re

import numpy as np

import data
from reading import TYPES, entities

#: The marks of news/ and what they are.
KINDS = {
    **dict.fromkeys(['PERSON', 'SURNAME'], 'PER'),
    **dict.fromkeys(['CITY', 'COUNTRY', 'LOC'], 'LOC'),
    **dict.fromkeys(['COMPANY', 'CLUB', 'ORG'], 'ORG'),
    'MISC': 'MISC',
}


def known(gold, taught, sure=0.8):
    """Names of each of the four types: those of the gold sentences, twice, and those that the teacher is sure of."""
    found = {kind: [] for kind in TYPES}
    for row in gold:
        for start, end, kind in row['gold']:
            found[kind] += [row['text'][start:end]] * 2
    for row, probabilities in taught:
        for start, end, kind in entities(row, np.log(probabilities + 1e-6)):
            words = [p.max() for p, (place, _, _) in zip(probabilities, row['words']) if start <= place < end]
            if min(words) > sure and end - start < 50:
                found[kind].append(row['text'][start:end])
    return found


class Finer:
    """Names for the marks of news/: a town for a town, a firm for a firm. What has an article before it keeps it."""

    def __init__(self, rows):
        self.lists = {(kind, article): [] for kind in KINDS for article in (True, False)}
        for row in rows:
            for start, end, kind in row['marks']:
                self.lists[kind, article(row['text'], start)].append(row['text'][start:end])
        self.towns, people = data.cities()
        self.people = np.cumsum(np.sqrt(people))
        self.lists['COMPANY', False] += data.companies()
        self.lists['COUNTRY', False] += data.countries()
        self.lists['LOC', False] += data.states()
        whole = [name.split() for name in self.lists['PERSON', False]]
        self.first = [words[0] for words in whole if len(words) > 1]
        self.last = [words[-1] for words in whole if len(words) > 1] + self.lists['SURNAME', False]

    def other(self, kind, after_article, rng):
        if kind == 'CITY':
            return self.towns[np.searchsorted(self.people, rng.random() * self.people[-1])]
        if kind == 'SURNAME':
            return rng.choice(self.last)
        if kind == 'PERSON':
            return f'{rng.choice(self.first)} {rng.choice(self.last)}'
        return rng.choice(self.lists[kind, after_article])


def article(text, start):
    return bool(re.search(r'\b[Tt]he $', text[:start]))


def renamed(row, names, rng):
    """The sentence with half of its entities named otherwise."""
    return put(row, [rng.choice(names[kind]) if rng.random() < 0.5 else None for _, _, kind in sorted(row['gold'])])


def finely_renamed(row, finer, rng, share=0.6):
    """A sentence of news/ with most of its names, save those of MISC, replaced by like ones; the same name by the same."""
    chosen, names = {}, []
    for start, end, kind in sorted(row['marks']):
        name = row['text'][start:end]
        if name not in chosen:
            free = kind != 'MISC' and rng.random() < share
            chosen[name] = finer.other(kind, article(row['text'], start), rng) if free else None
        names.append(chosen[name])
    return put(row, names)


def put(row, names):
    """The sentence with the names, in their order, in place of its entities; None leaves one as it is."""
    text, spans, at = '', [], 0
    for (start, end, kind), name in zip(sorted(row['gold']), names):
        name = name or row['text'][start:end]
        text += row['text'][at:start]
        spans.append((len(text), len(text) + len(name), kind))
        text, at = text + name, end
    return {'text': text + row['text'][at:], 'gold': spans}
