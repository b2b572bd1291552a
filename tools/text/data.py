"""Read the training texts. Their places come from the environment: none of them is part of this repository.

TEXT_DATA    folder with
             sst2-train.tsv, sst2-dev.tsv, imdb-train.tsv.gz   a header, then text, tab, 0 or 1
             imdb-unlabelled.txt.gz                            a review a line
             wikigold-first-80-percent.conll, wnut17-train.conll, wnut17-dev.conll, broad-twitter-abegh.conll
                                                               token and tag a line, blank lines between sentences
GENSIM_DATA  gensim/test/test_data of the gensim 4.4 package: an excerpt of Wikipedia, 300 news articles
VADER_DATA   vaderSentiment of the vaderSentiment 3.3 source package: the word list, and for measure.mjs labelled snippets
"""

import bz2
import glob
import gzip
import os
import re

TEXT, GENSIM, VADER = (os.environ.get(k, '.') for k in ('TEXT_DATA', 'GENSIM_DATA', 'VADER_DATA'))


def sst2(split):
    rows = [line.rstrip('\n').split('\t') for line in open(f'{TEXT}/sst2-{split}.tsv')][1:]
    return [text.strip() for text, _ in rows], [int(label) for _, label in rows]


def imdb():
    """Reviews and labels to learn from, reviews and labels held out: of the 25,000, which come without order, two of every 25."""
    kept, held = ([], []), ([], [])
    with gzip.open(f'{TEXT}/imdb-train.tsv.gz', 'rt') as file:
        next(file)
        for i, line in enumerate(file):
            text, label = line.rstrip('\n').rsplit('\t', 1)
            texts, labels = held if i % 25 in (0, 13) else kept
            texts.append(clean(text))
            labels.append(int(label))
    return kept, held


def imdb_unlabelled():
    with gzip.open(f'{TEXT}/imdb-unlabelled.txt.gz', 'rt') as file:
        return [clean(line.strip()) for line in file]


def clean(text):
    return re.sub(r'\s*<br\s*/?>\s*', ' ', text)


def lexicon(least=1.0):
    """Single words of VADER's list with a clear valence: text, label."""
    rows = [line.split('\t') for line in open(f'{VADER}/vader_lexicon.txt', encoding='utf8')]
    rows = [(word, float(valence)) for word, valence, *_ in rows if re.fullmatch(r'[a-z]{3,}', word)]
    return [(word, int(valence > 0)) for word, valence in rows if abs(valence) >= least]


def conll(name):
    """Sentences as (tokens, tags), tags O or B-/I- and a type."""
    sentences, tokens, tags = [], [], []
    for line in open(f'{TEXT}/{name}.conll', encoding='utf8'):
        parts = line.split()
        if len(parts) >= 2:
            tokens.append(parts[0])
            tags.append(parts[-1])
        elif tokens:
            sentences.append((tokens, tags))
            tokens, tags = [], []
    if tokens:
        sentences.append((tokens, tags))
    return sentences


def news():
    """300 short news articles, cut into sentences."""
    lines = open(f'{GENSIM}/lee_background.cor', encoding='utf8').read().splitlines()
    return [s for line in lines for s in sentences(line)]


def wikipedia():
    """Sentences of the articles' running text, markup taken out."""
    found = []
    raw = bz2.open(glob.glob(f'{GENSIM}/enwiki-latest-pages-articles1*.bz2')[0], 'rt', encoding='utf8').read()
    for page in re.findall(r'<text[^>]*>(.*?)</text>', raw, re.S):
        if page.startswith('#REDIRECT'):
            continue
        for paragraph in plain(page).split('\n'):
            if len(paragraph) > 60 and not paragraph.startswith(('*', '#', ':', ';', '|', '!', '=')):
                found += [s for s in sentences(paragraph) if 30 < len(s) < 400 and not re.search(r'[{}|<>\[\]]', s)]
    return found


def plain(text):
    for entity, char in (('&lt;', '<'), ('&gt;', '>'), ('&quot;', '"'), ('&amp;', '&'), ('&nbsp;', ' ')):
        text = text.replace(entity, char)
    text = re.sub(r'<!--.*?-->|<ref[^>]*/>|<ref.*?</ref>|<math.*?</math>', '', text, flags=re.S)
    for _ in range(6):
        text = re.sub(r'\{\{[^{}]*\}\}|\{\|[^{}]*\|\}', '', text)
    text = re.sub(r'\[\[(?:File|Image|Category)[^\[\]]*(?:\[\[[^\[\]]*\]\][^\[\]]*)*\]\]', '', text)
    text = re.sub(r'\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]', r'\1', text)
    text = re.sub(r'\[https?://\S+ ?([^\]]*)\]', r'\1', text)
    return re.sub(r"'{2,}|<[^>]*>|\(\s*[;,]?\s*\)", '', text)


def sentences(text):
    return re.split(r'(?<=[a-z0-9)"][.!?]) +(?=[A-Z"])', text)


def all_texts():
    """(weight, texts) of the texts whose word pieces vocabulary.py counts."""
    (reviews, _), _ = imdb()
    words = [' '.join(tokens) for name in NAMED for tokens, _ in conll(name)]
    return [(1, sst2('train')[0]), (1, reviews), (8, words), (3, news()), (3, wikipedia())]


NAMED = ('wikigold-first-80-percent', 'wnut17-train', 'broad-twitter-abegh')
