import type { Span } from './spans'

/**
 * Area under the ROC curve: the chance that a positive row scores above a negative one, ties counting half
 * (Hanley & McNeil 1982). NaN unless both kinds occur.
 */
export function rocAuc(positive: readonly boolean[], scores: ArrayLike<number>): number {
  const order = Array.from(positive, (_, i) => i).sort((a, b) => scores[a] - scores[b])
  let [ranks, count] = [0, 0]
  for (let i = 0, end = 0; i < order.length; i = end) {
    while (end < order.length && scores[order[end]] === scores[order[i]]) end++
    const rank = (i + 1 + end) / 2
    for (let j = i; j < end; j++)
      if (positive[order[j]]) {
        ranks += rank
        count++
      }
  }
  return (ranks - (count * (count + 1)) / 2) / (count * (positive.length - count))
}

export interface EntityScore {
  readonly precision: number
  readonly recall: number
  readonly f1: number
  /** Entities of the type in the given labels. */
  readonly number: number
}

/** Per type of entity and over all (`overall`): an entity is right when its start, its end and its label are. */
export function entityScores(
  expected: readonly (readonly Span[])[],
  found: readonly (readonly Span[])[]
): Record<string, EntityScore> {
  const counts = new Map<string, { right: number; found: number; expected: number }>()
  const add = (label: string, key: 'right' | 'found' | 'expected') => {
    for (const name of [label, 'overall']) {
      if (!counts.has(name)) counts.set(name, { right: 0, found: 0, expected: 0 })
      counts.get(name)![key]++
    }
  }
  const key = ({ start, end, label }: Span) => `${start} ${end} ${label}`
  expected.forEach((spans, row) => {
    const right = new Set(spans.map(key))
    for (const { label } of spans) add(label, 'expected')
    for (const span of found[row]) {
      add(span.label, 'found')
      if (right.has(key(span))) add(span.label, 'right')
    }
  })
  const names = [...counts.keys()].filter((name) => name !== 'overall').sort()
  return Object.fromEntries(
    [...names, 'overall'].map((name) => {
      const { right, found, expected } = counts.get(name) ?? { right: 0, found: 0, expected: 0 }
      const precision = found ? right / found : 0
      const recall = expected ? right / expected : 0
      const f1 = right ? (2 * precision * recall) / (precision + recall) : 0
      return [name, { precision, recall, f1, number: expected }]
    })
  )
}
