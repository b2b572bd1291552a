/** Orthogonal matching pursuit on products of columns (Rubinstein, Zibulevsky & Elad, Technion CS-2008-08). */
import type { FitWarning } from '$lib/estimator/progress'
import { GrowingCholesky, type Products } from './_greedy'

export interface Pursuit {
  readonly products: Products
  /** y·y. */
  readonly squaredNorm: number
  readonly features: number
  /** The two forms differ in when they give up: see below. */
  readonly byGram: boolean
  /** How many features to take; with `tol` it does not matter. */
  readonly wanted: number | null
  /** The squared residual to reach. */
  readonly tol: number | null
  readonly warn?: (warning: FitWarning) => void
}

const swap = (values: { [i: number]: number }, i: number, j: number): void => {
  const kept = values[i]
  values[i] = values[j]
  values[j] = kept
}

/** The coefficients, and how many features were taken. */
export function matchingPursuit(pursuit: Pursuit): { coef: Float64Array; taken: number } {
  const { products, squaredNorm, features, byGram, wanted, tol, warn } = pursuit
  const factor = new GrowingCholesky()
  // Features in the order in which they stand: the taken ones first. Of equal correlations the first counts.
  const order = Array.from({ length: features }, (_, j) => j)
  const limit = tol === null && wanted !== null ? wanted : features
  let residual = products.withTarget.slice()
  let gamma = new Float64Array(0)
  for (;;) {
    const taken = factor.size
    let best = 0
    order.forEach((j, at) => {
      if (Math.abs(residual[j]) > Math.abs(residual[order[best]])) best = at
    })
    const next = order[best]
    const strength = byGram ? residual[next] : products.withTarget[next]
    const active = order.slice(0, taken)
    const projection = factor.project(Float64Array.from(active, (j) => products.between(next, j)))
    const rest = products.between(next, next) - projection.reduce((sum, value) => sum + value * value, 0)
    if (best < taken || strength * strength < Number.EPSILON || (taken > 0 && rest <= Number.EPSILON)) {
      warn?.({
        category: 'UserWarning',
        message: `The pursuit ended after ${taken} features: the others depend on them. The precision asked for may not be met.`
      })
      break
    }
    factor.add(projection, Math.sqrt(rest))
    swap(order, taken, best)
    active.push(next)
    gamma = factor.solve(active.map((j) => products.withTarget[j])) as Float64Array<ArrayBuffer>
    const all = Array.from({ length: features }, (_, j) => j)
    const fitted = products.withCombination(all, active, gamma)
    residual = products.withTarget.map((value, j) => value - fitted[j])
    // ‖y − Xγ‖² = y·y − γ·(Xᵀ Xγ), since the residual is orthogonal to what was fitted.
    const explained = active.reduce((sum, j, k) => sum + gamma[k] * fitted[j], 0)
    if (tol !== null && Math.abs(squaredNorm - explained) <= tol) break
    // On the Gram matrix scikit-learn looks at tol alone, and finds that nothing is left in the next turn.
    if (active.length === limit && !(byGram && tol !== null)) break
  }
  const coef = new Float64Array(features)
  gamma.forEach((value, k) => (coef[order[k]] = value))
  return { coef, taken: factor.size }
}
