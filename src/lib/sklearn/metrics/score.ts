import { ValueError } from '$lib/estimator/exceptions'
import { column, isMatrix, type Matrix } from '$lib/numeric/matrix'
import type { Label, Table, Target } from '../base'
import type { Scores } from './probability'
import { getScorer, type MetricOptions, type Scorer } from './scorers'
import { typeOfTarget } from './_targets'

/** What can be scored: an estimator or a pipeline. */
export interface Scorable {
  readonly meta: { readonly className: string; readonly estimatorType: string }
  readonly classes_?: Label[]
  predict?(X: Matrix | Table): Promise<Target>
  predict_proba?(X: Matrix | Table): Promise<Matrix>
  decision_function?(X: Matrix | Table): Promise<Scores>
}

/** A pipeline or a search: its final estimator is scored on what the steps before it make of X. */
interface Chain {
  readonly final: Scorable
  transformed(X: Matrix | Table): Promise<Matrix | Table>
}

const isChain = (estimator: Scorable): estimator is Scorable & Chain =>
  'final' in estimator && 'transformed' in estimator

/**
 * The score of an estimator on X and y by a scorer's name (over REST `_metric`); greater is better.
 *
 * Source: scikit-learn 1.2, `sklearn.metrics.get_scorer`. Differs: `top_k_accuracy` takes several classes too.
 * Errors: ValueError for an unknown name, for what the estimator cannot give, for a target that the metric is not defined on.
 */
export async function score(
  estimator: Scorable,
  metric: string | Scorer,
  X: Matrix | Table,
  y: Target,
  options: MetricOptions = {}
): Promise<number> {
  const scorer = typeof metric === 'string' ? getScorer(metric) : metric
  if (isChain(estimator)) return score(estimator.final, scorer, await estimator.transformed(X), y, options)
  const value =
    scorer.needs === 'predict'
      ? scorer.metric(y, await ask(estimator, 'predict', X), options)
      : scorer.metric(
          y,
          await (scorer.needs === 'proba' ? probabilities : thresholds)(estimator, X, y),
          options
        )
  return scorer.sign * value
}

async function ask(estimator: Scorable, method: 'predict', X: Matrix | Table): Promise<Target>
async function ask(estimator: Scorable, method: 'predict_proba', X: Matrix | Table): Promise<Matrix>
async function ask(
  estimator: Scorable,
  method: 'predict' | 'predict_proba',
  X: Matrix | Table
): Promise<Target | Matrix> {
  const answer = await estimator[method]?.(X)
  if (answer !== undefined) return answer
  throw new ValueError(
    `${estimator.meta.className} has no ${method}, which the metric needs`,
    'Use another metric.'
  )
}

/** The probability of the second class where there are two, else a column a class. */
async function probabilities(estimator: Scorable, X: Matrix | Table, y: Target): Promise<Scores> {
  return positiveColumn(await ask(estimator, 'predict_proba', X), y)
}

function positiveColumn(proba: Matrix, y: Target): Scores {
  const cols = proba.shape[1]
  if (typeOfTarget(y) !== 'binary' || cols > 2) return proba
  if (cols < 2) throw new ValueError('The model knows one class only', 'Train it on rows of two classes.')
  return column(proba, 1)
}

/** What the decision is taken on: the decision function's values, or probabilities, or a regressor's numbers. */
async function thresholds(estimator: Scorable, X: Matrix | Table, y: Target): Promise<Scores> {
  if (estimator.meta.estimatorType === 'regressor')
    return (await ask(estimator, 'predict', X)) as ArrayLike<number>
  const decided = await estimator.decision_function?.(X)
  if (decided === undefined) return probabilities(estimator, X, y)
  return isMatrix(decided) && decided.shape[1] === 1 ? decided.data : decided
}
