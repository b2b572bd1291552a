import type { Progress } from '$lib/estimator/progress'
import { headFitter, headScores, type Examples } from './head'

/** What may be: from learning freely to all but keeping the model's own scores. */
const PENALTIES = [30, 100, 300, 1000, 10000]
const FOLDS = 4
/** With fewer rows folds say little: hold on to what the model knows. */
const FEWEST = 20

/** The penalty whose heads foretell left-out rows best (log-loss, 4-fold cross-validation). */
export async function choosePenalty(
  data: Examples,
  labels: readonly string[],
  options: {
    signal?: AbortSignal
    onProgress?: (progress: Progress) => void
  } = {}
): Promise<number> {
  if (data.count < FEWEST) return PENALTIES[PENALTIES.length - 2]
  const losses = PENALTIES.map(() => 0)
  for (let fold = 0; fold < FOLDS; fold++) {
    const inFold = (row: number) => row % FOLDS === fold
    const fit = await headFitter(
      pick(data, (row) => !inFold(row)),
      labels,
      { signal: options.signal }
    )
    const rest = pick(data, inFold)
    const width = rest.inputs.length / rest.count
    for (const [i, penalty] of PENALTIES.entries()) {
      const head = await fit(penalty)
      for (let row = 0; row < rest.count; row++)
        losses[i] -= headScores(head, rest.inputs.subarray(row * width, (row + 1) * width))[rest.targets[row]]
      const done = fold * PENALTIES.length + i + 1
      options.onProgress?.({ phase: 'choose penalty', done, total: PENALTIES.length * FOLDS })
    }
  }
  return PENALTIES[losses.indexOf(Math.min(...losses))]
}

function pick(data: Examples, take: (row: number) => boolean): Examples {
  const rows = Array.from({ length: data.count }, (_, row) => row).filter(take)
  const width = data.inputs.length / data.count
  const inputs = new Float32Array(rows.length * width)
  rows.forEach((row, i) => inputs.set(data.inputs.subarray(row * width, (row + 1) * width), i * width))
  return { inputs, count: rows.length, scores: data.scores, targets: rows.map((row) => data.targets[row]) }
}
