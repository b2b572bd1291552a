/** Words, pieces and places against the tokenizers library on the committed vocabulary. */
import { describe, expect, test } from 'vitest'
import { wordShape } from '$lib/transformers/shapes'
import { WordPiece } from '$lib/transformers/wordpiece'
import { embedded, readFixture, type ModelRow } from './helpers'

const rows = await readFixture<ModelRow[]>('models')
const tokenizer = new WordPiece(new TextDecoder().decode(await embedded.read('vocab.txt')))

describe('WordPiece', () => {
  test.each(rows)('$text', ({ text, words, shapes }) => {
    const found = tokenizer.words(text)
    expect(found.map(({ start, end, pieces }) => [start, end, pieces])).toEqual(words)
    expect(found.map(({ start, end }) => wordShape(text.slice(start, end)))).toEqual(shapes)
  })

  test('places lie in the text as JavaScript counts, whatever comes before', () => {
    const text = '👩‍👩‍👧 naïve — 東京 e\u0301te\u0301\r\nEnd'
    const found = tokenizer.words(text).map(({ start, end }) => text.slice(start, end))
    expect(found.slice(-6)).toEqual(['naïve', '—', '東', '京', 'e\u0301te\u0301', 'End'])
  })

  test('emoji beside letters are words of their own', () => {
    const text = 'Paris🎉🎉, ❤️Rome™ 🇫🇷France👍🏽'
    expect(tokenizer.words(text).map(({ start, end }) => text.slice(start, end))).toEqual([
      'Paris',
      '🎉🎉',
      ',',
      '❤️',
      'Rome™',
      '🇫🇷',
      'France',
      '👍🏽'
    ])
  })

  test('no words in what is invisible', () => expect(tokenizer.words('\u200b \u00ad\n')).toEqual([]))

  test('a vocabulary without the marks is named', () => {
    expect(() => new WordPiece('[UNK]\na')).toThrow('vocab.txt lacks [CLS]')
  })
})
