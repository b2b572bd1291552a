import type { Outcome, Scoring } from './_fitAndScore'
import { scoresOf } from './crossValidate'
import type { ParamSetting } from './parameterGrid'

/**
 * One value a candidate: `params`, `param_<name>`, `split<k>_test_score`, `mean_…`, `std_…`, `rank_test_score` (1 is best;
 * `test_<scorer>` for several scorers), `mean_fit_time` … in seconds.
 */
export type SearchResults = Record<string, Float64Array | Int32Array | unknown[]>

/** Source: scikit-learn 1.2, `BaseSearchCV._format_results`. */
export function searchResults(
  settings: readonly ParamSetting[],
  splits: number,
  outcomes: readonly Outcome[],
  scoring: Scoring,
  returnTrainScore: boolean,
  errorScore: number | 'raise'
): SearchResults {
  const results: SearchResults = {}
  const store = (key: string, values: Float64Array, isScore: boolean): void => {
    const of = (candidate: number): Float64Array =>
      values.subarray(candidate * splits, (candidate + 1) * splits)
    if (isScore)
      for (let k = 0; k < splits; k++)
        results[`split${k}_${key}`] = Float64Array.from(settings, (_, c) => values[c * splits + k])
    const means = Float64Array.from(settings, (_, c) => mean(of(c)))
    results[`mean_${key}`] = means
    results[`std_${key}`] = Float64Array.from(settings, (_, c) =>
      Math.sqrt(mean(of(c).map((v) => (v - means[c]) ** 2)))
    )
    if (key.startsWith('test_')) results[`rank_${key}`] = ranks(means)
  }
  store(
    'fit_time',
    Float64Array.from(outcomes, ({ fitTime }) => fitTime),
    false
  )
  store(
    'score_time',
    Float64Array.from(outcomes, ({ scoreTime }) => scoreTime),
    false
  )
  for (const name of new Set(settings.flatMap(Object.keys)))
    results[`param_${name}`] = settings.map((setting) => setting[name] ?? null)
  results.params = [...settings]
  for (const [key, values] of Object.entries(scoresOf(outcomes, scoring, 'test', errorScore)))
    store(key, values, true)
  if (returnTrainScore)
    for (const [key, values] of Object.entries(scoresOf(outcomes, scoring, 'train', errorScore)))
      store(key, values, true)
  return results
}

const mean = (values: Float64Array): number => values.reduce((a, b) => a + b, 0) / values.length

/** 1 for the greatest; equals share the better rank, and what has no score comes last. */
function ranks(means: Float64Array): Int32Array {
  const comparable = means.map((value) => (Number.isNaN(value) ? -Infinity : value))
  return Int32Array.from(comparable, (value) => 1 + comparable.filter((other) => other > value).length)
}
