"""Write the vocabulary and the 4-bit word embeddings that both models share.

Of MiniLM's 30,522 word pieces those stay that are single Latin, Greek or Cyrillic characters, or among the most frequent
of the training texts, or early in BERT's own list, which is ordered by frequency.

    python vocabulary.py MINILM WORK
"""

import sys
from collections import Counter

import numpy as np
from safetensors.torch import load_file
from safetensors.numpy import save_file
from tokenizers import BertWordPieceTokenizer, Tokenizer

import data
from bert import dequantise4, quantise4

SIZE = 16000
SPECIAL = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]']


def main(minilm, work):
    full = Tokenizer.from_file(f'{minilm}/tokenizer.json')
    full.no_truncation()
    full.no_padding()
    ids = full.get_vocab()
    counts = Counter()
    for weight, texts in data.all_texts():
        for start in range(0, len(texts), 2000):
            for encoding in full.encode_batch(texts[start : start + 2000], add_special_tokens=False):
                for piece in encoding.tokens:
                    counts[piece] += weight
    order = sorted(ids, key=ids.get)
    plain = [p for p in order if len(p.removeprefix('##')) == 1 and ord(p[-1]) < 0x460]
    keep = dict.fromkeys(SPECIAL + plain)
    score = {p: counts[p] + 2e6 / (1000 + ids[p]) ** 1.3 for p in order if not p.startswith('[unused')}
    for piece in sorted(score, key=lambda p: -score[p]):
        if len(keep) == SIZE:
            break
        if all(ord(c) < 0x460 or 0x2000 <= ord(c) < 0x2200 for c in piece):
            keep.setdefault(piece)
    kept = SPECIAL + sorted((p for p in keep if p not in SPECIAL), key=ids.get)
    rows = load_file(f'{minilm}/model.safetensors')['embeddings.word_embeddings.weight'].numpy()
    rows = rows[[ids[p] for p in kept]]
    codes, scales = quantise4(rows)
    error = np.linalg.norm(dequantise4(codes, scales) - rows) / np.linalg.norm(rows)
    packed = codes[:, 0::2] | codes[:, 1::2] << 4
    save_file({'codes': packed, 'scales': scales}, f'{work}/words.safetensors')
    with open(f'{work}/vocab.txt', 'w') as file:
        file.write('\n'.join(kept) + '\n')
    pruned = BertWordPieceTokenizer(f'{work}/vocab.txt', lowercase=True)
    for _, texts in data.all_texts():
        sample = texts[:500]
        before = sum(len(e.ids) for e in full.encode_batch(sample))
        after = sum(len(e.ids) for e in pruned.encode_batch(sample))
        print(f'{len(texts)} texts: {after / before:.4f} times the pieces')
    print(f'{len(kept)} pieces, relative error of the embeddings {error:.4f}')


if __name__ == '__main__':
    main(*sys.argv[1:])
