/** What both kinds of bagging do alike. */
import { ValueError } from '$lib/estimator/exceptions'
import { boolean, estimator, integer, none, option, randomState, real } from '$lib/estimator/params'
import type { FitWarning } from '$lib/estimator/progress'
import { pacer } from '$lib/numeric/pacer'
import type { Matrix } from '$lib/numeric/matrix'
import type { Estimator, FitOptions, Label } from '../base'
import { fromState, getState, type EstimatorState } from '../state'
import { fitBagged, type Bag, type Draws } from './_bag'

/** What can be bagged: any estimator that predicts, a pipeline too. */
export type Baggable = Estimator & {
  readonly classes_?: Label[]
  predict(X: Matrix): Promise<ArrayLike<Label>>
  predict_proba?(X: Matrix): Promise<Matrix>
  decision_function?(X: Matrix): Promise<Matrix>
}

export interface BaggingParams {
  estimator: Baggable | null
  n_estimators: number
  max_samples: number
  max_features: number
  bootstrap: boolean
  bootstrap_features: boolean
  oob_score: boolean
  warm_start: boolean
  n_jobs: number | null
  random_state: number | null
  verbose: number
  base_estimator: Baggable | 'deprecated' | null
}

export const baggingTable = {
  estimator: { default: null, kinds: [estimator, none] },
  n_estimators: { default: 10, kinds: [integer(1)] },
  max_samples: { default: 1, kinds: [real(0, 1, 'right'), integer(1)] },
  max_features: { default: 1, kinds: [real(0, 1, 'right'), integer(1)] },
  bootstrap: { default: true, kinds: [boolean] },
  bootstrap_features: { default: false, kinds: [boolean] },
  oob_score: { default: false, kinds: [boolean] },
  warm_start: { default: false, kinds: [boolean] },
  n_jobs: { default: null, kinds: [integer(), none] },
  random_state: { default: null, kinds: randomState },
  verbose: { default: 0, kinds: [integer(0), boolean] },
  base_estimator: { default: 'deprecated' as const, kinds: [estimator, option('deprecated'), none] }
}

/** The estimator to clone; `base_estimator` is what it was called before scikit-learn 1.2. */
export function chooseBase(
  params: Pick<BaggingParams, 'estimator' | 'base_estimator'>,
  byDefault: Baggable,
  { warn }: FitOptions
): Baggable {
  const { estimator, base_estimator } = params
  const old = base_estimator === 'deprecated' ? null : base_estimator
  if (estimator && old)
    throw new ValueError('Both estimator and base_estimator are set', 'Set estimator only.')
  if (old)
    warn?.({
      category: 'FutureWarning',
      message: 'base_estimator is called estimator since scikit-learn 1.2.'
    })
  return estimator ?? old ?? byDefault
}

/** How much each estimator draws. Up to 1 a number is a share, above 1 a count. */
export function planDraws(params: BaggingParams, nRows: number, nFeatures: number): Draws {
  const { bootstrap, oob_score, warm_start } = params
  if (!bootstrap && oob_score)
    throw new ValueError('oob_score is set, but bootstrap is false', 'Without bootstrap no row is left out.')
  if (warm_start && oob_score)
    throw new ValueError(
      'oob_score and warm_start are both set',
      'The rows that earlier fits drew are not known.'
    )
  const count = (name: 'max_samples' | 'max_features', n: number, what: string): number => {
    const value = params[name]
    if (value > n)
      throw new ValueError(`${name} is ${value}, but there are ${n} ${what}`, 'It may be a share in (0, 1].')
    return value > 1 ? value : Math.floor(value * n)
  }
  return {
    nRows,
    nFeatures,
    maxSamples: count('max_samples', nRows, 'rows'),
    maxFeatures: Math.max(1, count('max_features', nFeatures, 'features')),
    bootstrap,
    bootstrapFeatures: params.bootstrap_features
  }
}

/** Fits one estimator for each seed, in the pool's threads if there is one. */
export async function fitAll(
  base: Baggable,
  bag: Bag,
  seeds: number[],
  options: FitOptions
): Promise<Baggable[]> {
  const { pool, signal, onProgress, warn } = options
  const total = seeds.length
  const onDone = (done: number): void => onProgress?.({ phase: 'Fitting estimators', done, total })
  onDone(0)
  if (!pool) {
    const fitted: Baggable[] = []
    const due = pacer(signal)
    for (const seed of seeds) {
      fitted.push(await fitBagged(base, bag, seed, { signal, warn }))
      onDone(fitted.length)
      const rest = due()
      if (rest) await rest
    }
    return fitted
  }
  const shared = { ...bag, base: getState(base) }
  const results = await pool.map<typeof shared, number, { state: EstimatorState; warnings: FitWarning[] }>(
    'fitBagged',
    shared,
    seeds,
    { signal, onDone }
  )
  for (const { warnings } of results) warnings.forEach((warning) => warn?.(warning))
  return Promise.all(results.map(({ state }) => fromState(state) as Promise<Estimator> as Promise<Baggable>))
}
