import { describe, expect, test } from 'vitest'
import { checkAnnotated, checkLabelled, checkTexts } from '$lib/transformers/input'

describe('texts', () => {
  test('a missing one among others is null', () => {
    expect(checkTexts(['a', null, ' ', 7, true])).toEqual(['a', null, null, '7', 'true'])
  })
  test.each([
    [[], 'There is no text'],
    [[''], 'The text is empty'],
    [[{}], 'Row 0: the text is a object']
  ])('%j is an error', (values, message) => expect(() => checkTexts(values)).toThrow(message))
})

describe('rows to learn from', () => {
  test.each([
    [[], 'There are no rows to learn from'],
    [[{ review: 'a', label: 1 }], 'There is no column "text": the rows have "review", "label"'],
    [[{ text: 'a' }], 'There is no column "label": the rows have "text"'],
    [
      [
        { text: 'a', label: 1 },
        { text: 'b', label: null }
      ],
      'Row 1: there is no label'
    ],
    [[{ text: 'a', label: ' ' }], 'Row 0: there is no label'],
    [
      [
        { text: 'a', label: 1 },
        { text: '', label: 1 }
      ],
      'Row 1: there is no text'
    ]
  ])('%j', (rows, message) => expect(() => checkLabelled(rows)).toThrow(message))

  test('labels may be JSON text, as a CSV file has them', () => {
    const labels = '[{"start": 0, "end": 3, "label": "PER"}]'
    expect(
      checkAnnotated([
        { text: 'Ada', labels },
        { text: 'x', labels: null }
      ])
    ).toEqual([
      { text: 'Ada', labels: [{ start: 0, end: 3, label: 'PER' }] },
      { text: 'x', labels: [] }
    ])
  })

  test.each([
    ['PER', 'Row 0: "labels" is no list: PER'],
    [
      [{ start: 0, end: 9, label: 'PER' }],
      'Row 0: the label PER from 0 to 9 does not lie in the text of 3 characters'
    ],
    [[{ start: 2, end: 2, label: 'PER' }], 'Row 0: the label PER from 2 to 2 does not lie'],
    [[{ start: null, end: 2, label: 'PER' }], 'Row 0: the label PER from null to 2 does not lie'],
    [
      [
        { start: 1, end: 3, label: 'PER' },
        { start: 0, end: 2, label: 'ORG' }
      ],
      'Row 0: the labels ORG from 0 to 2 and PER from 1 to 3 overlap'
    ],
    [[{ start: 0, end: 2 }], 'Row 0: a label without a name: {"start":0,"end":2}']
  ])('%j is an error', (labels, message) =>
    expect(() => checkAnnotated([{ text: 'Ada', labels }])).toThrow(message)
  )
})
