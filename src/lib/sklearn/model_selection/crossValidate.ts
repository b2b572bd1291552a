import type { Matrix } from '$lib/numeric/matrix'
import { clone, type Estimator, type FitOptions, type Table, type Target } from '../base'
import { checkLengths } from '../metrics/_targets'
import { fromState, getState } from '../state'
import { checkCv, type Cv } from './_checkCv'
import { scoreNames, type Outcome, type Scoring } from './_fitAndScore'
import { checkScoring, runRounds } from './_rounds'
import { rowsOf } from './_rows'

export interface CrossValidateOptions extends FitOptions {
  /** Scorer names; null for the estimator's own score = null. */
  readonly scoring?: Scoring
  /** = 5 folds, by class for a classifier. */
  readonly cv?: Cv
  /** = false */
  readonly return_train_score?: boolean
  /** = false */
  readonly return_estimator?: boolean
  /** The score of a fit that fails, with a warning; 'raise' to throw instead = NaN. */
  readonly error_score?: number | 'raise'
}

/** One value a split. Keys are `test_score`, or `test_<scorer>` for several scorers; `train_…` when asked for. */
export interface CrossValidated {
  /** Seconds. */
  readonly fit_time: Float64Array
  readonly score_time: Float64Array
  readonly estimator?: Estimator[]
  readonly [score: `test_${string}` | `train_${string}`]: Float64Array
}

/**
 * Fits clones of the estimator on parts of the rows and scores each on the rest.
 *
 * Source: scikit-learn 1.2, `sklearn.model_selection.cross_validate`. Splits run over `options.pool`, with the same scores
 * for any number of threads; rows in a Table stay in this thread.
 * Errors: ValueError for an unknown scorer, for splits that cannot be made, and when all fits fail.
 */
export async function crossValidate(
  estimator: Estimator,
  X: Matrix | Table,
  y: Target,
  options: CrossValidateOptions = {}
): Promise<CrossValidated> {
  const { scoring = null, cv = null, error_score: errorScore = NaN, sampleWeight } = options
  checkScoring(scoring)
  checkLengths(rowsOf(X), y, sampleWeight)
  const shared = {
    candidates: [getState(clone(estimator))],
    X,
    y,
    sampleWeight,
    splits: checkCv(cv, rowsOf(X), y, estimator, options.warn),
    scoring,
    returnTrainScore: options.return_train_score ?? false,
    returnEstimator: options.return_estimator ?? false
  }
  const outcomes = await runRounds(shared, errorScore, options)
  const estimators = outcomes.flatMap((outcome) => (outcome.estimator ? [fromState(outcome.estimator)] : []))
  return {
    fit_time: Float64Array.from(outcomes, (outcome) => outcome.fitTime),
    score_time: Float64Array.from(outcomes, (outcome) => outcome.scoreTime),
    ...scoresOf(outcomes, scoring, 'test', errorScore),
    ...(shared.returnTrainScore ? scoresOf(outcomes, scoring, 'train', errorScore) : {}),
    ...(shared.returnEstimator ? { estimator: await Promise.all(estimators) } : {})
  }
}

/** The scores of all outcomes by key, `test_score` and the like. */
export function scoresOf<Side extends 'test' | 'train'>(
  outcomes: readonly Outcome[],
  scoring: Scoring,
  side: Side,
  errorScore: number | 'raise'
): Record<`${Side}_${string}`, Float64Array> {
  const failed = errorScore === 'raise' ? NaN : errorScore
  const column = (name: string): Float64Array =>
    Float64Array.from(outcomes, (outcome) => outcome[`${side}Scores`]?.[name] ?? failed)
  return Object.fromEntries(scoreNames(scoring).map((name) => [`${side}_${name}`, column(name)])) as Record<
    `${Side}_${string}`,
    Float64Array
  >
}

/** One score a split. Source: scikit-learn 1.2, `sklearn.model_selection.cross_val_score`. */
export async function crossValScore(
  estimator: Estimator,
  X: Matrix | Table,
  y: Target,
  options: Omit<CrossValidateOptions, 'scoring' | 'return_train_score' | 'return_estimator'> & {
    readonly scoring?: string | null
  } = {}
): Promise<Float64Array> {
  return (await crossValidate(estimator, X, y, options)).test_score
}
