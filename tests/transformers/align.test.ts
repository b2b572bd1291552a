import { describe, expect, test } from 'vitest'
import { alignWords, placePieces, surfacesOf } from '$lib/transformers/align'
import { readFixture } from './helpers'

interface Case {
  name: string
  rows: { text: string; pieces: string[]; places: [number, number][] }[]
}

const cases = await readFixture<Case[]>('tokenizers')

describe.each(cases)('$name', ({ name, rows }) => {
  test.each(rows)('$text', ({ text, pieces, places }) => {
    const surfaces = surfacesOf(pieces, '[UNK]', name === 'byte_level')
    placePieces(text, surfaces).forEach(({ start, end }, i) => {
      // Pieces of spaces or accents only have no place of their own; an accent goes with its letter.
      const [from, to] = places[i]
      const given = text.slice(from, to)
      if (!surfaces[i]?.replace(/[\p{M}\s]/gu, '')) return
      expect(text.slice(start, end).replace(/\p{M}+$/u, '')).toBe(given.trim())
      expect(start).toBe(from + given.length - given.trimStart().length)
    })
  })

  test('words end at spaces and punctuation', () => {
    const { text, pieces } = rows[0]
    const words = alignWords(text, surfacesOf(pieces, '[UNK]', name === 'byte_level'))
    expect(words.map(({ start, end }) => text.slice(start, end))).toEqual(text.split(' '))
  })
})

test('an unknown word takes what lies before the next known one', () => {
  const words = alignWords('a 東京 b', ['a', null, 'b'])
  expect(words.map(({ start, end }) => [start, end])).toEqual([
    [0, 1],
    [2, 4],
    [5, 6]
  ])
})

test('a word of more pieces than a window holds is several', () => {
  const words = alignWords('aaaaa b', ['a', 'a', 'a', 'a', 'a', 'b'], 2)
  expect(words.map(({ start, end, first, last }) => [start, end, last - first])).toEqual([
    [0, 2, 2],
    [2, 4, 2],
    [4, 5, 1],
    [6, 7, 1]
  ])
})
