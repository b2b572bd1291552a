import { describe, expect, test } from 'vitest'
import { bestPath, bioLabels, labelsOf, spansOf } from '$lib/transformers/spans'

const labels = bioLabels(['PER', 'LOC'])
const row = (...chances: number[]) => Float64Array.from(chances, Math.log)

describe('bestPath', () => {
  test('an I- cannot begin an entity, however likely', () => {
    const scores = [row(0.3, 0.1, 0.5, 0.05, 0.05), row(0.1, 0.1, 0.7, 0.05, 0.05)]
    expect(bestPath(scores, labels).map((i) => labels[i])).toEqual(['B-PER', 'I-PER'])
  })

  test('an I- goes on with its own type only', () => {
    const scores = [row(0.05, 0.8, 0.05, 0.05, 0.05), row(0.1, 0.02, 0.28, 0.1, 0.5)]
    expect(bestPath(scores, labels).map((i) => labels[i])).toEqual(['B-PER', 'I-PER'])
  })

  test('transitions decide where the words leave it open', () => {
    const scores = [row(0.1, 0.8, 0.05, 0.03, 0.02), row(0.4, 0.05, 0.35, 0.1, 0.1)]
    const named = (transitions?: number[][]) => bestPath(scores, labels, transitions).map((i) => labels[i])
    const none = labels.map(() => labels.map(() => 0))
    expect(named()).toEqual(['B-PER', 'O'])
    expect(named(none)).toEqual(['B-PER', 'O'])
    expect(
      named(none.map((gains, before) => gains.map((_, after) => (before === 1 && after === 2 ? 1 : 0))))
    ).toEqual(['B-PER', 'I-PER'])
  })
})

describe('spansOf', () => {
  const words = ['Ada', 'Lovelace', 'London'].map((_, i) => ({ start: i * 10, end: i * 10 + 5 }))

  test('groups B- and I-, with the mean chance as score', () => {
    const scores = [row(0.1, 0.7, 0.1, 0.05, 0.05), row(0.1, 0.1, 0.6, 0.1, 0.1), row(0.1, 0.1, 0, 0.8, 0)]
    const spans = spansOf(
      words.map((word, i) => ({ ...word, scores: scores[i] })),
      labels,
      'BIO'
    )
    expect(spans.map(({ start, end, label }) => [start, end, label])).toEqual([
      [0, 15, 'PER'],
      [20, 25, 'LOC']
    ])
    expect(spans[0].score).toBeCloseTo(0.65, 12)
  })

  test('the loose scheme begins an entity at a lone I-', () => {
    const io = ['O', 'I-PER', 'I-LOC']
    const scores = [row(0.1, 0.8, 0.1), row(0.1, 0.8, 0.1), row(0.1, 0.1, 0.8)]
    const spans = spansOf(
      words.map((word, i) => ({ ...word, scores: scores[i] })),
      io,
      'loose'
    )
    expect(spans.map(({ start, end, label }) => [start, end, label])).toEqual([
      [0, 15, 'PER'],
      [20, 25, 'LOC']
    ])
  })

  test('a text without words has none', () => expect(spansOf([], labels, 'BIO')).toEqual([]))
})

test('labelsOf marks neighbours of one type apart', () => {
  const words = [0, 4, 8, 12].map((start) => ({ start, end: start + 3 }))
  const spans = [
    { start: 0, end: 7, label: 'PER' },
    { start: 8, end: 11, label: 'PER' }
  ]
  expect(labelsOf(words, spans)).toEqual(['B-PER', 'I-PER', 'B-PER', 'O'])
})
