import { describe, expect, test } from 'vitest'
import { entityScores, rocAuc } from '$lib/transformers/metrics'

describe('rocAuc', () => {
  test('counts pairs in order, ties half', () => {
    expect(rocAuc([false, false, true, true], [0.1, 0.4, 0.35, 0.8])).toBe(0.75)
    expect(rocAuc([true, false, true, false], [0.5, 0.5, 0.5, 0.5])).toBe(0.5)
    expect(rocAuc([false, true, true], [1, 2, 3])).toBe(1)
  })

  test('is NaN with one kind only', () => expect(rocAuc([true, true], [1, 2])).toBeNaN())
})

test('entityScores: right means start, end and label', () => {
  const expected = [
    [
      { start: 0, end: 5, label: 'PER' },
      { start: 9, end: 12, label: 'LOC' }
    ],
    [{ start: 3, end: 8, label: 'PER' }]
  ]
  const found = [
    [
      { start: 0, end: 5, label: 'PER' },
      { start: 9, end: 12, label: 'ORG' }
    ],
    [{ start: 3, end: 7, label: 'PER' }]
  ]
  expect(entityScores(expected, found)).toEqual({
    LOC: { precision: 0, recall: 0, f1: 0, number: 1 },
    ORG: { precision: 0, recall: 0, f1: 0, number: 0 },
    PER: { precision: 0.5, recall: 0.5, f1: 0.5, number: 2 },
    overall: { precision: 1 / 3, recall: 1 / 3, f1: 1 / 3, number: 3 }
  })
})
