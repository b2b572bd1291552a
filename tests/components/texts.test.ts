import { describe, expect, test } from 'vitest'
import { inWords, parseLabelled, parseMarked } from '$lib/components/texts'

describe('a pasted table of texts and labels', () => {
  test('is read as a spreadsheet or a CSV file gives it', () => {
    expect(parseLabelled('It came late, again\tshipping\n\n"He said ""no""",service\r\n')).toEqual([
      { text: 'It came late, again', label: 'shipping' },
      { text: 'He said "no"', label: 'service' }
    ])
  })

  test('names the line that has no label', () => {
    expect(() => parseLabelled('good\tup\nbad')).toThrow('Line 2 has no text and label: "bad"')
  })
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

test('an error is told with its remedy', () => {
  expect(inWords(Object.assign(new Error('No model.'), { hint: 'Train one.' }))).toBe('No model. Train one.')
  expect(inWords(new Error('No model'))).toBe('No model')
})
