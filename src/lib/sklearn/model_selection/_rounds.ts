import { ValueError } from '$lib/estimator/exceptions'
import { isMatrix } from '$lib/numeric/matrix'
import type { FitOptions } from '../base'
import { getScorer } from '../metrics/scorers'
import { serial } from '../tasks'
import type { CrossValidation, Outcome, Round, Scoring } from './_fitAndScore'

/** Throws ValueError unless every name is a scorer's. */
export function checkScoring(scoring: Scoring): void {
  const names = scoring === null ? [] : typeof scoring === 'string' ? [scoring] : scoring
  if (scoring !== null && names.length === 0) throw new ValueError('scoring names no metric')
  if (new Set(names).size < names.length)
    throw new ValueError(`scoring names a metric twice: ${names.join(', ')}`)
  names.forEach(getScorer)
}

/**
 * Fits every candidate on every split, over the threads of the pool where there is one, and passes on what the fits warn
 * of. Outcomes are in the order of candidates, then of splits, whatever thread each came from.
 */
export async function runRounds(
  shared: CrossValidation,
  errorScore: number | 'raise',
  { signal, onProgress, warn, pool }: FitOptions
): Promise<Outcome[]> {
  const rounds = shared.candidates.flatMap((_, candidate) =>
    shared.splits.map((_, split): Round => ({ candidate, split }))
  )
  const total = rounds.length
  const threads = isMatrix(shared.X) ? (pool ?? serial) : serial
  const outcomes = await threads.map<CrossValidation, Round, Outcome>('fitAndScore', shared, rounds, {
    signal,
    onDone: (done) => onProgress?.({ phase: 'Cross-validating', done, total })
  })
  outcomes.forEach(({ warnings }) => warnings.forEach((warning) => warn?.(warning)))
  reportFailures(outcomes, errorScore, warn)
  return outcomes
}

function reportFailures(
  outcomes: readonly Outcome[],
  errorScore: number | 'raise',
  warn: FitOptions['warn']
): void {
  const failures = outcomes.flatMap(({ failure }) => (failure ? [failure] : []))
  const first = failures[0]
  if (!first) return
  if (errorScore === 'raise') throw new ValueError(first.message, first.hint)
  if (failures.every(({ step }) => step === 'fit') && failures.length === outcomes.length)
    throw new ValueError(`All ${outcomes.length} fits failed. The first said: ${first.message}`, first.hint)
  warn?.({
    category: 'UserWarning',
    message: `${failures.length} of ${outcomes.length} fits failed and score ${errorScore}. The first said: ${first.message}`
  })
}
