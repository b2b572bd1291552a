import { ValueError } from '$lib/estimator/exceptions'
import { matrix, type Matrix } from '$lib/numeric/matrix'
import { Pipeline } from '../pipeline'
import type { Baggable } from './_bagging'

/**
 * Adds to `sum` what an estimator says of the rows of X, its probabilities or else one vote a row; row i of X is row
 * at[i] of the sum. The estimator's classes are indices of the sum's columns.
 */
export async function addVotes(
  estimator: Baggable,
  X: Matrix,
  at: ArrayLike<number>,
  sum: Matrix
): Promise<void> {
  if (!at.length) return
  const { data, classes } = await votesOf(estimator, X)
  const cols = sum.shape[1]
  for (let i = 0; i < at.length; i++)
    for (let k = 0; k < classes.length; k++)
      sum.data[at[i] * cols + classes[k]] += data[i * classes.length + k]
}

async function votesOf(estimator: Baggable, X: Matrix): Promise<{ data: Float64Array; classes: number[] }> {
  const classes = (estimator.classes_ ?? []).map(Number)
  const proba = await estimator.predict_proba?.(X).catch(undefinedIfRefused)
  if (proba) return { data: proba.data, classes }
  const votes = matrix(X.shape[0], classes.length)
  const column = new Map(classes.map((k, at) => [k, at]))
  Array.from(await estimator.predict(X), (k, i) => votes.data[i * classes.length + column.get(Number(k))!]++)
  return { data: votes.data, classes }
}

/** What has probabilities only with some parameters, or a pipeline with some last steps, refuses in words. */
function undefinedIfRefused(error: unknown): undefined {
  if (!(error instanceof ValueError)) throw error
}

/** Has the estimator a decision function? A pipeline has that of its last step. */
export function decides(
  estimator: Baggable
): estimator is Baggable & Required<Pick<Baggable, 'decision_function'>> {
  const last = estimator instanceof Pipeline ? (estimator.final as Baggable) : estimator
  return last.decision_function !== undefined
}

/** The rows that are not among these. */
export function leftOut(samples: Int32Array, nRows: number): number[] {
  const drawn = new Uint8Array(nRows)
  for (const i of samples) drawn[i] = 1
  return Array.from(drawn.keys()).filter((i) => !drawn[i])
}
