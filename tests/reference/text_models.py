"""Write tests/fixtures/transformers/models.json: what the tokenizers library and torch make of the committed models.

    cd tools/text && python ../../tests/reference/text_models.py

Needs numpy, torch 2.5.1, tokenizers 0.23 and safetensors (docs/models.md). Places are in UTF-16 units.
"""

import json
import sys
import unicodedata
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import load_file

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / 'tools/text'))
from bert import ROUNDED_GROUP, read_words  # noqa: E402
from export import quantise8  # noqa: E402
from reading import LABELS, Reader  # noqa: E402
from sentiment import Pieces, Sentiment  # noqa: E402
from tagger import Entities, frame, lesson  # noqa: E402

MODELS = ROOT / 'static/models'
TEXTS = [
    'wrong',
    'right',
    'Narendra Modi is the PM of India',
    'Joe Biden is the President of the United States and lives in Washington DC',
    "I can't say that it wasn't worth the wait — quite the opposite!",
    'Zoë Ångström-Müller moved from São Paulo to Kraków in 1998.',
    '😀 Emoji first, then Tokyo 🇯🇵 and 東京都 after it.',
    'Line one in Paris\nline two in\tRome\r\n\r\nBP’s 3½ % "rise" (U.S.)',
    'ÉCOLE NORMALE SUPÉRIEURE, McDonald, iPhone 5s, a B c',
    'Cafe\u0301 Zu\u0308rich \u200bhidden\u00a0space',
    'x' * 120 + ' Привет мир, Αθήνα',
]


def utf16(text, place):
    return len(text[:place].encode('utf-16-le')) // 2


def word_end(text, end):
    """Our words take in the marks on their last letter."""
    while end < len(text) and unicodedata.category(text[end]) == 'Mn':
        end += 1
    return utf16(text, end)


def fill(model, task):
    """The model with the committed weights."""
    tensors = load_file(MODELS / f'{task}.safetensors')

    def read(name):
        part = name.removesuffix('weight')
        if f'{part}codes' in tensors:
            codes = tensors[f'{part}codes']
            rows = np.stack([codes & 15, codes >> 4], 2).reshape(len(codes), -1).astype(np.float32)
            rows = (rows - 8) * np.repeat(tensors[f'{part}steps'].astype(np.float32), ROUNDED_GROUP, axis=1)
            numbers, scale = quantise8(rows)  # as src/lib/transformers/weights.ts unpacks them
            return numbers * scale[:, None]
        value = tensors['shape' if name == 'shape.weight' else name].astype(np.float32)
        return value * tensors[f'{part}scale'][:, None] if f'{part}scale' in tensors else value

    state = {name: torch.from_numpy(read(name.removeprefix('encoder.'))) for name in model.state_dict()}
    model.load_state_dict(state)
    return model.eval()


@torch.no_grad()
def main():
    embedding = read_words(MODELS)
    layers = {task: json.loads((MODELS / f'{task}.json').read_text())['layers'] for task in ('sentiment', 'entities')}
    sentiment, pieces = fill(Sentiment(embedding, layers['sentiment']), 'sentiment'), Pieces(MODELS)
    entities, reader = fill(Entities(embedding, layers['entities']), 'entities'), Reader(MODELS)
    rows = []
    for row in reader.read([{'text': text} for text in TEXTS]):
        text, words = row['text'], row['words']
        ids, shapes, _, _, first = frame(reader, [lesson(row, np.zeros((len(words), len(LABELS)), np.float32))])
        rows.append(
            {
                'text': text,
                'words': [[utf16(text, a), word_end(text, b), p] for a, b, p in words],
                'shapes': row['shapes'],
                'sentiment': sentiment(pieces.frame(pieces([text])))[0].double().numpy().round(4).tolist(),
                'entities': entities(ids, shapes)[first].double().numpy().round(3).tolist(),
            }
        )
    path = ROOT / 'tests/fixtures/transformers/models.json'
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(rows, ensure_ascii=False, separators=(',', ':')) + '\n')
    print(f'{path.relative_to(ROOT)}: {len(rows)} texts')


if __name__ == '__main__':
    main()
