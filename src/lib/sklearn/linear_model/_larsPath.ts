/**
 * Least angle regression and, with the rule that drops features, the path of the Lasso (Efron, Hastie, Johnstone &
 * Tibshirani, Annals of Statistics 32(2), 2004): steps along the direction that is equiangular to the active features.
 */
import { ValueError } from '$lib/estimator/exceptions'
import type { FitWarning } from '$lib/estimator/progress'
import { GrowingCholesky, type Products } from './_greedy'

export interface LarsOptions {
  readonly products: Products
  readonly samples: number
  /** Drop a feature whose coefficient changes sign: the Lasso's path. */
  readonly lasso: boolean
  readonly positive: boolean
  readonly maxIter: number
  /** Where the path ends: the penalty alpha of the Lasso. */
  readonly alphaMin: number
  /** The least diagonal of the Cholesky factor. */
  readonly eps: number
  readonly warn?: (warning: FitWarning) => void
}

export interface LarsPath {
  /** Correlations per sample at each step: the Lasso's penalties. */
  readonly alphas: number[]
  /** Coefficients at each step. */
  readonly coefs: Float64Array[]
  /** Active features in the order in which they came. */
  readonly active: number[]
  readonly nIter: number
}

/** Penalties this close count as equal: the precision of float32. */
const SAME_ALPHA = 2 ** -23
/** Keeps quotients finite: the smallest normal float32. */
const TINY = 2 ** -126
/**
 * A smaller diagonal, beside the feature's own length, means that the feature depends on those before it. It is left out
 * for good; scikit-learn 1.2 mixes up its correlations with another feature's then.
 */
const DEGENERATE = 1e-7

/** Rounded to 15 decimals, so that rounding errors do not choose the next feature. */
function round15(x: number): number {
  const scaled = x * 1e15
  return Math.abs(scaled) < 2 ** 51 ? (scaled + 1.5 * 2 ** 52 - 1.5 * 2 ** 52) / 1e15 : x
}

/** The least of the values above zero. */
const leastPositive = (values: Float64Array): number =>
  values.reduce((least, value) => (value > 0 && value < least ? value : least), Number.MAX_VALUE)

/** Weights of the active features in the equiangular direction, and the cosine that it has with each of them. */
function equiangular(
  factor: GrowingCholesky,
  signs: number[],
  eps: number
): { weights: Float64Array; cosine: number } {
  let weights = factor.solve(signs)
  if (weights.length === 1 && weights[0] === 0) return { weights: Float64Array.of(1), cosine: 1 }
  const along = (): number => weights.reduce((sum, value, k) => sum + value * signs[k], 0)
  let cosine = 1 / Math.sqrt(along())
  // A factor that is too ill-conditioned: its diagonal grows until the square root exists.
  let shift = 0
  for (let power = 1; !Number.isFinite(cosine); power *= 2) {
    shift += power * eps
    if (power > 2 ** 60)
      throw new ValueError('The features depend on each other', 'Raise eps or drop features.')
    weights = factor.solve(signs, shift)
    cosine = 1 / Math.sqrt(Math.max(along(), eps))
  }
  return { weights: weights.map((value) => value * cosine), cosine }
}

export function larsPath(options: LarsOptions): LarsPath {
  const { products, samples, lasso, positive, maxIter, alphaMin, eps, warn } = options
  const features = products.withTarget.length
  const factor = new GrowingCholesky()
  // Features in the order in which they stand, active ones first; `correlations` belong to those after them.
  const order = Array.from({ length: features }, (_, j) => j)
  let correlations = Array.from(products.withTarget)
  const active: number[] = []
  let signs: number[] = []
  const alphas: number[] = []
  const coefs = [new Float64Array(features)]
  let nIter = 0
  let dropped = false
  for (;;) {
    let best = 0
    const strength = (at: number): number => (positive ? correlations[at] : Math.abs(correlations[at]))
    for (let at = 1; at < correlations.length; at++) if (strength(at) > strength(best)) best = at
    const largest = correlations.length ? strength(best) : 0
    const alpha = largest / samples
    const coef = coefs[nIter]
    alphas[nIter] = alpha
    if (alpha <= alphaMin + SAME_ALPHA) {
      if (Math.abs(alpha - alphaMin) > SAME_ALPHA) {
        const before = alphas[nIter - 1]
        const share = (before - alphaMin) / (before - alpha)
        if (nIter > 0)
          coefs[nIter] = coef.map((value, j) => coefs[nIter - 1][j] * (1 - share) + share * value)
        alphas[nIter] = alphaMin
      }
      break
    }
    if (nIter >= maxIter || active.length >= features) break

    if (!dropped) {
      const count = active.length
      const value = correlations[best]
      const next = order[count + best]
      const projection = factor.project(Float64Array.from(active, (j) => products.between(next, j)))
      const square = products.between(next, next)
      const rest = square - projection.reduce((sum, part) => sum + part * part, 0)
      const diagonal = Math.max(Math.sqrt(Math.abs(rest)), eps)
      if (diagonal < DEGENERATE * Math.max(1, Math.sqrt(square))) {
        warn?.({
          category: 'ConvergenceWarning',
          message: `Feature ${next} depends on the ${count} active ones and is left out (step ${nIter}, alpha = ${alpha}).`
        })
        order.splice(count + best, 1)
        correlations.splice(best, 1)
        continue
      }
      ;[order[count], order[count + best]] = [next, order[count]]
      correlations[best] = correlations[0]
      correlations = correlations.slice(1)
      factor.add(projection, diagonal)
      signs.push(positive ? 1 : Math.sign(value))
      active.push(next)
    }
    if (lasso && nIter > 0 && alphas[nIter - 1] < alpha) {
      warn?.({
        category: 'ConvergenceWarning',
        message: `The path ended at step ${nIter}: residuals are so small that rounding raised alpha to ${alpha}.`
      })
      break
    }

    const { weights, cosine } = equiangular(factor, signs, eps)
    const inactive = order.slice(active.length)
    const along = products.withCombination(inactive, active, weights).map(round15)
    const reach = (sign: 1 | -1): number =>
      leastPositive(along.map((a, at) => (largest - sign * correlations[at]) / (cosine - sign * a + TINY)))
    let step = Math.min(reach(1), positive ? Infinity : reach(-1), largest / cosine)

    const crossings = Float64Array.from(active, (j, k) => -coef[j] / (weights[k] + TINY))
    const crossing = leastPositive(crossings)
    dropped = crossing < step
    const crossed = dropped ? active.map((_, k) => k).filter((k) => crossings[k] === crossing) : []
    for (const k of crossed) signs[k] = -signs[k]
    if (dropped && lasso) step = crossing

    nIter++
    const moved = new Float64Array(features)
    active.forEach((j, k) => (moved[j] = coef[j] + step * weights[k]))
    coefs[nIter] = moved
    correlations = correlations.map((value, at) => value - step * along[at])

    if (!dropped || !lasso) continue
    for (const k of crossed.reverse()) {
      factor.remove(k)
      const [leaving] = active.splice(k, 1)
      order.splice(active.length, 0, ...order.splice(k, 1))
      const fitted = products.withCombination(
        [leaving],
        active,
        Float64Array.from(active, (j) => moved[j])
      )
      correlations.unshift(products.withTarget[leaving] - fitted[0])
      signs = signs.filter((_, at) => at !== k)
    }
  }
  return { alphas, coefs, active, nIter }
}
