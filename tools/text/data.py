"""Read the training texts. Their places come from the environment: none of them is part of this repository.

TEXT_DATA    folder with sst2-*.tsv, imdb-*.gz, *.conll (see docs/models.md for their origin)
GENSIM_DATA  gensim/test/test_data of the gensim 4.4 package: an excerpt of Wikipedia, 300 news articles
VADER_DATA   vaderSentiment of the vaderSentiment 3.3 package: word list and labelled snippets
"""

import bz2
import gzip
import os
import re

TEXT, GENSIM, VADER = (os.environ.get(k, '.') for k in ('TEXT_DATA', 'GENSIM_DATA', 'VADER_DATA'))


def sst2(split):
    rows = [line.rstrip('\n').split('\t') for line in open(f'{TEXT}/sst2-{split}.tsv')][1:]
    return [text.strip() for text, _ in rows], [int(label) for _, label in rows]


def imdb():
    """25,000 reviews with label; the reviews come without order, and every 12.5th is held out (2,000)."""
    texts, labels = [], []
    with gzip.open(f'{TEXT}/imdb-train.tsv.gz', 'rt') as file:
        next(file)
        for line in file:
            text, label = line.rstrip('\n').rsplit('\t', 1)
            texts.append(clean(text))
            labels.append(int(label))
    held = [i for i in range(len(texts)) if (i * 2) % 25 < 2]
    kept = sorted(set(range(len(texts))) - set(held))
    pick = lambda rows: ([texts[i] for i in rows], [labels[i] for i in rows])
    return pick(kept), pick(held)


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


def snippets(name):
    """VADER's labelled snippets (`amazonReviewSnippets`, `tweets`): texts and mean ratings from -4 to 4."""
    path = f'{VADER}/../additional_resources/hutto_ICWSM_2014/{name}_GroundTruth.txt'
    rows = [line.rstrip('\n').split('\t') for line in open(path, encoding='utf8', errors='replace')]
    return [row[2] for row in rows], [float(row[1]) for row in rows]


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
    import glob

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
    """(weight, texts) of everything that the two models are trained on, for counting word pieces."""
    (train, _), _ = imdb()
    words = [' '.join(tokens) for name in NAMED for tokens, _ in conll(name)]
    return [(1, sst2('train')[0]), (1, train), (8, words), (3, news()), (3, wikipedia())]


NAMED = ('wikigold-first-80-percent', 'wnut17-train', 'broad-twitter-abegh')
