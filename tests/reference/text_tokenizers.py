"""Write tests/fixtures/transformers/tokenizers.json: three small tokenizers of the usual kinds, trained here, and where
the tokenizers library (0.23) says that their pieces lie. Places are in UTF-16 units.

    python tests/reference/text_tokenizers.py
"""

import codecs
import json
import this
from pathlib import Path

from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

TEXTS = [
    'Narendra Modi is the PM of India',
    'Zoë Ångström moved to Kraków — in 1998.',
    "Isn't it better? 😀 Emoji, then Tokyo 🇯🇵 and 東京 after it.",
    'Explicit in Paris\nimplicit in\tRome\r\n\r\n"Beautiful" (U.S.)',
    'Cafe\u0301 complex\u00a0Zu\u0308rich ugly',
]
SPECIAL = ['[PAD]', '[UNK]', '[CLS]', '[SEP]']


def wordpiece():
    tokenizer = Tokenizer(models.WordPiece(unk_token='[UNK]'))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    return tokenizer, trainers.WordPieceTrainer(vocab_size=220, special_tokens=SPECIAL, show_progress=False)


def byte_level():
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    return tokenizer, trainers.BpeTrainer(
        vocab_size=400, special_tokens=SPECIAL, initial_alphabet=alphabet, show_progress=False
    )


def unigram():
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.NFKC()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    return tokenizer, trainers.UnigramTrainer(
        vocab_size=160, special_tokens=SPECIAL, unk_token='[UNK]', show_progress=False
    )


def utf16(text, place):
    return len(text[:place].encode('utf-16-le')) // 2


def main():
    zen = codecs.decode(this.s, 'rot13').splitlines()
    found = []
    for make in (wordpiece, byte_level, unigram):
        tokenizer, trainer = make()
        tokenizer.train_from_iterator(zen, trainer)
        ends = [(name, tokenizer.token_to_id(name)) for name in ('[CLS]', '[SEP]')]
        tokenizer.post_processor = processors.TemplateProcessing(single='[CLS] $A [SEP]', special_tokens=ends)
        rows = []
        for text in TEXTS:
            encoding = tokenizer.encode(text, add_special_tokens=False)
            places = [[utf16(text, a), utf16(text, b)] for a, b in encoding.offsets]
            rows.append({'text': text, 'pieces': encoding.tokens, 'places': places})
        found.append({'name': make.__name__, 'tokenizer': json.loads(tokenizer.to_str()), 'rows': rows})
    path = Path(__file__).parents[1] / 'fixtures/transformers/tokenizers.json'
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(found, ensure_ascii=False, separators=(',', ':')) + '\n')
    print(f'{path.name}: {len(found)} tokenizers, {path.stat().st_size} bytes')


if __name__ == '__main__':
    main()
