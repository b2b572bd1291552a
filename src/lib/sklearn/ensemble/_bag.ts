import { matrix, takeRows, type Matrix } from '$lib/numeric/matrix'
import { RandomState } from '$lib/numeric/random/RandomState'
import { clone, type Estimator, type FitOptions } from '../base'
import { setRandomStates } from '../utils/randomStates'
import { sampleWithoutReplacement } from '../utils/sampleWithoutReplacement'

/** What each estimator draws. */
export interface Draws {
  readonly nRows: number
  readonly nFeatures: number
  readonly maxSamples: number
  readonly maxFeatures: number
  readonly bootstrap: boolean
  readonly bootstrapFeatures: boolean
}

/** What all estimators of a bag have in common. */
export interface Bag {
  readonly X: Matrix
  /** Class indices, or numbers. */
  readonly y: Int32Array | Float64Array
  /** One weight a row; null means 1 each. */
  readonly weights: Float64Array | null
  readonly draws: Draws
}

/** The features and the rows of the estimator with this seed. */
export function drawBag(seed: number, draws: Draws): { features: Int32Array; samples: Int32Array } {
  const random = new RandomState(seed)
  const draw = (replace: boolean, n: number, size: number): Int32Array =>
    replace ? Int32Array.from(random.randint(0, n, size)) : sampleWithoutReplacement(n, size, random)
  const features = draw(draws.bootstrapFeatures, draws.nFeatures, draws.maxFeatures)
  return { features, samples: draw(draws.bootstrap, draws.nRows, draws.maxSamples) }
}

/** The columns of X in this order. */
export function takeColumns(X: Matrix, features: Int32Array): Matrix {
  const [rows, cols] = X.shape
  if (features.length === cols && features.every((f, j) => f === j)) return X
  const out = matrix(rows, features.length)
  for (let i = 0, at = 0; i < rows; i++)
    for (let j = 0; j < features.length; j++) out.data[at++] = X.data[i * cols + features[j]]
  return out
}

/**
 * Fits a clone of the estimator to what its seed draws: by weights, 0 for rows that are not drawn, where the estimator
 * takes weights; else to the drawn rows.
 */
export async function fitBagged<E extends Estimator>(
  base: E,
  bag: Bag,
  seed: number,
  options: FitOptions
): Promise<E> {
  const estimator = clone(base)
  setRandomStates(estimator, new RandomState(seed))
  const { features, samples } = drawBag(seed, bag.draws)
  const X = takeColumns(bag.X, features)
  if (!estimator.meta.takesSampleWeight)
    return estimator.fit(
      takeRows(X, samples),
      Array.from(samples, (i) => bag.y[i]),
      options
    )
  return estimator.fit(X, bag.y, { ...options, sampleWeight: drawnWeights(bag, samples) })
}

/** Weights times how often each row was drawn. */
function drawnWeights({ draws, weights }: Bag, samples: Int32Array): Float64Array {
  const drawn = new Float64Array(draws.nRows)
  for (const i of samples) drawn[i]++
  return weights ? drawn.map((count, i) => weights[i] * count) : drawn
}
