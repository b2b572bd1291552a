/** Entities as spans of a text, and as B-, I- and O labels of its words (Ramshaw & Marcus 1995, in the B-everywhere form). */

/** A stretch of the text, in UTF-16 units: `text.slice(start, end)` is the entity. */
export interface Span {
  readonly start: number
  readonly end: number
  readonly label: string
}

export interface ScoredSpan extends Span {
  /** Mean over its words of the probability of the label that each got. */
  readonly score: number
}

/** What each label (column) gains or loses after another (row). */
export type Transitions = readonly (readonly number[])[]

/** How a model's labels spell entities: see `spansOf`. */
export type Scheme = 'BIO' | 'loose'

interface Place {
  readonly start: number
  readonly end: number
}

/** `O`, then `B-` and `I-` of each type. */
export const bioLabels = (types: Iterable<string>): string[] => [
  'O',
  ...[...types].flatMap((type) => ['B-' + type, 'I-' + type])
]

/** An I- goes on with the entity before it, which must be of its type. */
const mayFollow = (before: string, after: string): boolean =>
  !after.startsWith('I-') || before.slice(1) === after.slice(1)

/**
 * The best sequence of labels that is well formed (Viterbi 1967).
 * @param scores log-probabilities, a row a word
 */
export function bestPath(
  scores: readonly Float64Array[],
  labels: readonly string[],
  transitions?: Transitions
): number[] {
  const allowed = labels.map((after) => labels.flatMap((before, i) => (mayFollow(before, after) ? [i] : [])))
  let best = labels.map((label) => (mayFollow('O', label) ? 0 : -Infinity))
  const back: number[][] = []
  scores.forEach((row, word) => {
    const reach = (before: number, label: number): number =>
      best[before] + (transitions?.[before][label] ?? 0)
    const from = allowed.map((before, label) =>
      before.reduce((a, b) => (reach(b, label) > reach(a, label) ? b : a))
    )
    if (word) back.push(from)
    best = labels.map((_, label) => (word ? reach(from[label], label) : best[label]) + row[label])
  })
  let label = best.indexOf(Math.max(...best))
  const path = [label]
  while (back.length) path.push((label = back.pop()![label]))
  return path.reverse()
}

/** The best label of each word by itself. */
const greedyPath = (scores: readonly Float64Array[]): number[] =>
  scores.map((row) => row.indexOf(Math.max(...row)))

/**
 * The entities that the words' labels spell out. An I- after anything but its own type begins an entity, as in the older
 * scheme that has B- only between neighbours of one type.
 * @param scheme `BIO`: every entity begins with B-, and the best well-formed sequence is taken; `loose`: each word's best label
 */
export function spansOf(
  words: readonly (Place & { readonly scores: Float64Array })[],
  labels: readonly string[],
  scheme: Scheme,
  transitions?: Transitions
): ScoredSpan[] {
  const scores = words.map((word) => word.scores)
  const path = !words.length
    ? []
    : scheme === 'BIO'
      ? bestPath(scores, labels, transitions)
      : greedyPath(scores)
  const spans: { start: number; end: number; label: string; total: number; words: number }[] = []
  path.forEach((index, i) => {
    if (labels[index] === 'O') return
    const { start, end } = words[i]
    const [mark, label, score] = [labels[index][0], labels[index].slice(2), Math.exp(scores[i][index])]
    const open = spans[spans.length - 1]
    if (mark === 'I' && i && labels[path[i - 1]].slice(2) === label) {
      open.end = end
      open.total += score
      open.words++
    } else spans.push({ start, end, label, total: score, words: 1 })
  })
  return spans.map(({ start, end, label, total, words }) => ({ start, end, label, score: total / words }))
}

/** The label of each word, given the entities: a word belongs to the entity in which it starts. */
export function labelsOf(words: readonly Place[], spans: readonly Span[]): string[] {
  let last: Span | undefined
  return words.map(({ start }) => {
    const span = spans.find((s) => s.start <= start && start < s.end)
    const label = span ? `${span === last ? 'I' : 'B'}-${span.label}` : 'O'
    last = span
    return label
  })
}
