import { describe, expect, test } from 'vitest'
import { freeName, hubModel, inWords, parseLabelled, parseMarked, parseTexts } from '$lib/components/texts'

describe('a pasted table of texts and labels', () => {
  test('is read as a spreadsheet or a CSV file gives it', () => {
    expect(parseLabelled('It came late, again\tshipping\n\n"He said ""no""",service\r\n')).toEqual([
      { text: 'It came late, again', label: 'shipping' },
      { text: 'He said "no"', label: 'service' }
    ])
  })

  test('a tab parts before a comma does, a cell may have lines, and a header is none of the rows', () => {
    expect(parseLabelled('Text\tLabel\n"one\ntwo"\tgood, really\n"Fine" he said\tup')).toEqual([
      { text: 'one\ntwo', label: 'good, really' },
      { text: '"Fine" he said', label: 'up' }
    ])
  })

  test('names the line that has no label', () => {
    expect(() => parseLabelled('\n"go\nod"\tup\nbad')).toThrow('Line 4 has no text and label: "bad"')
  })
})

test('a pasted column is read cell by cell', () => {
  expect(parseTexts('one\r\n\n"He said ""no"""\n"two\nlines"\n"open\n 3\t4 ')).toEqual([
    'one',
    'He said "no"',
    'two\nlines',
    '"open',
    ' 3\t4 '
  ])
})

test('a model of the hub may be named by its address', () => {
  for (const name of [
    'some/model',
    ' some/model ',
    'https://huggingface.co/some/model/tree/main',
    'hf.co/some/model?x'
  ])
    expect(hubModel(name)).toBe('some/model')
})

test('a name that is taken gets a number', () => {
  expect(freeName('mine', ['mine', 'mine 2'])).toBe('mine 3')
  expect(freeName('mine', ['yours'])).toBe('mine')
})

test('entities marked in a text get their places', () => {
  expect(parseMarked('😀 [Joe Biden](PER) lives in [Washington DC](LOC).\nNobody [here] (or there)')).toEqual(
    [
      {
        text: '😀 Joe Biden lives in Washington DC.',
        labels: [
          { start: 3, end: 12, label: 'PER' },
          { start: 22, end: 35, label: 'LOC' }
        ]
      },
      { text: 'Nobody [here] (or there)', labels: [] }
    ]
  )
})

test('a type of entity may be any word; a link is none', () => {
  expect(parseMarked('[東京](場所) [x](SUB-TYPE) [a link](https://example.com)')).toEqual([
    {
      text: '東京 x [a link](https://example.com)',
      labels: [
        { start: 0, end: 2, label: '場所' },
        { start: 3, end: 4, label: 'SUB-TYPE' }
      ]
    }
  ])
  expect(() => parseMarked('Oslo')).toThrow('No entity is marked')
})

test('an error is told with its remedy', () => {
  expect(inWords(Object.assign(new Error('No model.'), { hint: 'Train one.' }))).toBe('No model. Train one.')
  expect(inWords(new Error('No model'))).toBe('No model')
})
