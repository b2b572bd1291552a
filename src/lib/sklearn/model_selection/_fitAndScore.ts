import { ValueError } from '$lib/estimator/exceptions'
import type { FitWarning } from '$lib/estimator/progress'
import type { Matrix } from '$lib/numeric/matrix'
import type { Estimator, Table, Target } from '../base'
import { score, type Scorable } from '../metrics/score'
import { fromState, getState, type EstimatorState } from '../state'
import { take, takeLabels } from './_rows'
import type { Split } from './_split'

/** Scorer names; null means the estimator's own score, under the name "score". */
export type Scoring = string | readonly string[] | null

/** What all fits of a cross-validation have in common. Plain data, but for a Table, which stays in its thread. */
export interface CrossValidation {
  /** Unfitted estimators; in a search one for each candidate. */
  readonly candidates: readonly EstimatorState[]
  readonly X: Matrix | Table
  readonly y: Target
  readonly sampleWeight?: ArrayLike<number>
  readonly splits: readonly Split[]
  readonly scoring: Scoring
  readonly returnTrainScore: boolean
  readonly returnEstimator: boolean
}

/** Which candidate is to be fitted on which split. */
export interface Round {
  readonly candidate: number
  readonly split: number
}

export type Scores = Readonly<Record<string, number>>

/** What came of one fit. Scores are missing where the fit or the scoring failed. */
export interface Outcome {
  readonly testScores?: Scores
  readonly trainScores?: Scores
  /** Seconds. */
  readonly fitTime: number
  readonly scoreTime: number
  readonly estimator?: EstimatorState
  readonly warnings: readonly FitWarning[]
  readonly failure?: { readonly step: 'fit' | 'score'; readonly message: string; readonly hint?: string }
}

/** The names under which scores stand in results. */
export const scoreNames = (scoring: Scoring): readonly string[] =>
  scoring === null || typeof scoring === 'string' ? ['score'] : scoring

type Scored = Estimator & Scorable & { score?(X: Matrix | Table, y: Target): Promise<number> }

async function allScores(estimator: Scored, scoring: Scoring, X: Matrix | Table, y: Target): Promise<Scores> {
  if (scoring === null) {
    if (!estimator.score)
      throw new ValueError(`${estimator.meta.className} has no score`, 'Name a metric (scoring).')
    return { score: await estimator.score(X, y) }
  }
  const names = typeof scoring === 'string' ? [scoring] : scoring
  const scores: [string, number][] = []
  for (const [i, name] of names.entries())
    scores.push([scoreNames(scoring)[i], await score(estimator, name, X, y)])
  return Object.fromEntries(scores)
}

/** Fits one candidate to the rows to train on, and scores it on those to test on. A failure is told, not thrown. */
export async function fitAndScore(
  shared: CrossValidation,
  round: Round,
  signal?: AbortSignal
): Promise<Outcome> {
  const { train, test } = shared.splits[round.split]
  const { y, sampleWeight } = shared
  const warnings: FitWarning[] = []
  const started = performance.now()
  let fitted = NaN
  let estimator: Scored | undefined
  const times = (): Pick<Outcome, 'fitTime' | 'scoreTime' | 'warnings'> => {
    const now = performance.now()
    const fitEnd = Number.isNaN(fitted) ? now : fitted
    return { fitTime: (fitEnd - started) / 1000, scoreTime: (now - fitEnd) / 1000, warnings }
  }
  try {
    estimator = (await fromState(shared.candidates[round.candidate])) as Scored
    const X = take(shared.X, train)
    const yTrain = takeLabels(y, train)
    await estimator.fit(X, yTrain, {
      signal,
      warn: (warning) => void warnings.push(warning),
      sampleWeight: sampleWeight && Float64Array.from(train, (i) => sampleWeight[i])
    })
    fitted = performance.now()
    const testScores = await allScores(estimator, shared.scoring, take(shared.X, test), takeLabels(y, test))
    const measured = times()
    const trainScores = shared.returnTrainScore
      ? await allScores(estimator, shared.scoring, X, yTrain)
      : undefined
    return {
      ...measured,
      testScores,
      trainScores,
      estimator: shared.returnEstimator ? getState(estimator) : undefined
    }
  } catch (error) {
    signal?.throwIfAborted()
    const { message, hint } = error as ValueError
    return {
      ...times(),
      estimator: shared.returnEstimator && estimator ? getState(estimator) : undefined,
      failure: { step: Number.isNaN(fitted) ? 'fit' : 'score', message, hint }
    }
  }
}
