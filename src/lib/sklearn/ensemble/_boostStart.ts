/** Where gradient boosting begins: what is predicted before the first stage. */
import { InvalidParameterError, ValueError } from '$lib/estimator/exceptions'
import { matrix, type Matrix } from '$lib/numeric/matrix'
import { clone, type Estimator, type FitOptions, type Label } from '../base'
import { quantile, weightedQuantile } from '../metrics/_percentile'
import { average, sum } from '../utils/mean'

/** An estimator that says how to begin: probabilities of classes, or numbers. */
export type Beginner = Estimator & {
  predict?(X: Matrix): Promise<ArrayLike<Label>>
  predict_proba?(X: Matrix): Promise<Matrix>
}

/** The same for all rows: the classes' shares, or the mean or a quantile of the target (scikit-learn's Dummy… estimators). */
export type Constant =
  | { readonly strategy: 'prior'; readonly class_prior_: Float64Array }
  | {
      readonly strategy: 'mean' | 'quantile'
      readonly quantile: number | null
      readonly constant_: number
    }

export type Start = 'zero' | Constant | Beginner

const isConstant = (start: Start): start is Constant => typeof start === 'object' && 'strategy' in start

export function classPrior(y: Float64Array, nClasses: number, weights: Float64Array | null): Constant {
  const counts = new Float64Array(nClasses)
  y.forEach((k, i) => (counts[k] += weights ? weights[i] : 1))
  const total = sum(counts)
  return { strategy: 'prior', class_prior_: counts.map((count) => count / total) }
}

/** Where a regressor with this loss begins. */
export function centre(loss: string, alpha: number, y: Float64Array, weights: Float64Array | null): Constant {
  if (weights && sum(weights) === 0)
    throw new ValueError('All sample weights are 0', 'At least one row must count.')
  if (loss === 'squared_error')
    return { strategy: 'mean', quantile: null, constant_: average(y, weights ?? undefined) }
  const share = loss === 'quantile' ? alpha : 0.5
  const constant_ = weights ? weightedQuantile(y, weights, (share * 100) / 100) : quantile(y, share)
  return { strategy: 'quantile', quantile: share, constant_ }
}

/** How what a start predicts becomes what the stages add to. */
export interface Link {
  /** How many trees a stage has. */
  readonly nTrees: number
  /** What an estimator of the user's is asked. */
  readonly method: 'predict' | 'predict_proba'
  /** What it answers, a row each, in the loss's terms: one array a tree of a stage. */
  rawOf(predicted: Matrix): Float64Array[]
}

/** Fits the user's own estimator. Throws where it cannot be asked, or takes no weights. */
export async function fitBeginner(
  given: Beginner,
  { method }: Link,
  { X, y, weights }: { X: Matrix; y: Float64Array; weights: Float64Array | null },
  { signal, warn, backend }: FitOptions
): Promise<Beginner> {
  const { className, takesSampleWeight } = given.meta
  if (!(method in given))
    throw new InvalidParameterError(
      `init is a ${className}, which has no ${method}`,
      'It must be a model that can tell where to begin, "zero" or null.'
    )
  if (weights && !takesSampleWeight)
    throw new ValueError(
      `The initial estimator ${className} does not support sample weights`,
      'Choose another one, or fit without weights.'
    )
  const weighted = weights ? { sampleWeight: weights } : {}
  return clone(given).fit(asFloat32(X), y, { signal, warn, backend, ...weighted })
}

/** The first predictions for X, one array a tree of a stage. */
export async function begin(
  start: Start,
  X: Matrix,
  { nTrees, method, rawOf }: Link
): Promise<Float64Array[]> {
  const [rows] = X.shape
  if (start === 'zero') return Array.from({ length: nTrees }, () => new Float64Array(rows))
  if (isConstant(start)) {
    const value = start.strategy === 'prior' ? start.class_prior_ : Float64Array.of(start.constant_)
    return rawOf(matrix(1, value.length, value)).map(([first]) => new Float64Array(rows).fill(first))
  }
  if (method === 'predict_proba') return rawOf(await start.predict_proba!(asFloat32(X)))
  return rawOf(matrix(rows, 1, Float64Array.from(await start.predict!(asFloat32(X)), Number)))
}

/** scikit-learn hands X on as float32, as its trees compare it. */
const asFloat32 = (X: Matrix): Matrix => matrix(...X.shape, X.data.map(Math.fround))
