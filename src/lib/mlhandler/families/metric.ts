/** Scores by the names of scikit-learn's metrics: what `_metric` asks for. */
import type { Label, Table } from '$lib/sklearn/base'
import { ValueError } from '$lib/estimator/exceptions'
import type { Scorable } from '$lib/sklearn/metrics/score'
import { fromRows, type Matrix } from '$lib/numeric/matrix'
import { HttpError } from '../errors'

/** A metric that does not exist, or that this model cannot be judged by, is the request's mistake: 400. */
export async function scoreBy(
  metric: string,
  estimator: Scorable,
  X: Matrix | Table,
  y: Label[]
): Promise<number> {
  const { getScorer, score } = await import('$lib/sklearn/metrics')
  try {
    return await score(estimator, getScorer(metric), X, y)
  } catch (error) {
    if (!(error instanceof ValueError)) throw error
    throw new HttpError('bad_argument', error.message, error.hint, { metric })
  }
}

/** The score of probabilities that were found already. @param rows of each example the probabilities of `classes` */
export function scoreProba(
  metric: string,
  classes: readonly string[],
  rows: readonly Float64Array[],
  y: Label[]
): Promise<number> {
  const classifier: Scorable = {
    meta: { className: 'SentimentAnalysis', estimatorType: 'classifier' },
    classes_: [...classes],
    predict: async () => rows.map((row) => classes[row.indexOf(Math.max(...row))]),
    predict_proba: async (X) => X as Matrix
  }
  return scoreBy(metric, classifier, fromRows(rows), y)
}
