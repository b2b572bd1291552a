/** What Ridge and RidgeClassifier share: parameters, the choice of solver, centring. */
import { ValueError } from '$lib/estimator/exceptions'
import {
  array,
  boolean,
  integer,
  none,
  option,
  randomState,
  real,
  type ParamTable
} from '$lib/estimator/params'
import { dot } from '$lib/numeric/linalg'
import type { Matrix } from '$lib/numeric/matrix'
import type { FitOptions } from '../base'
import { requireNonNegative } from './_LinearModel'
import { centre, centreTarget } from './_preprocess'
import { ridgeSolvers, type RidgeSolver } from './_ridge'

export interface RidgeParams {
  alpha: number | readonly number[]
  fit_intercept: boolean
  copy_X: boolean
  max_iter: number | null
  tol: number
  solver: RidgeSolver
  positive: boolean
  random_state: number | null
}

export const ridgeTable: ParamTable<RidgeParams> = {
  alpha: { default: 1, kinds: [real(0, Infinity, 'left'), array] },
  fit_intercept: { default: true, kinds: [boolean] },
  copy_X: { default: true, kinds: [boolean] },
  max_iter: { default: null, kinds: [integer(1), none] },
  tol: { default: 1e-4, kinds: [real(0, Infinity, 'left')] },
  solver: {
    default: 'auto',
    kinds: [option('auto', 'svd', 'cholesky', 'lsqr', 'sparse_cg', 'sag', 'saga', 'lbfgs')]
  },
  positive: { default: false, kinds: [boolean] },
  random_state: { default: null, kinds: randomState }
}

export interface RidgeFit {
  readonly coefs: Float64Array[]
  readonly intercepts: Float64Array
  readonly nIter: Int32Array | null
}

function chooseSolver({ solver, positive }: RidgeParams, name: string): Exclude<RidgeSolver, 'auto'> {
  if (positive && solver !== 'auto' && solver !== 'lbfgs')
    throw new ValueError(
      `${name}: solver "${solver}" cannot keep coefficients positive`,
      'Use "auto" or "lbfgs".'
    )
  if (!positive && solver === 'lbfgs')
    throw new ValueError(
      `${name}: solver "lbfgs" is for positive coefficients only`,
      'Set positive, or use "auto".'
    )
  if (solver === 'auto') return positive ? 'lbfgs' : 'cholesky'
  return solver
}

/** One penalty a target, checked. */
function penalties({ alpha }: RidgeParams, targets: number, name: string): number[] {
  const given = typeof alpha === 'number' ? [alpha] : Array.from(alpha)
  if ((given.length !== 1 && given.length !== targets) || !given.every((value) => value >= 0))
    throw new ValueError(
      `${name}: alpha = ${JSON.stringify(alpha)}`,
      `Give one number ≥ 0, or ${targets} of them.`
    )
  return given.length === targets ? given : Array.from({ length: targets }, () => given[0])
}

/** Fits each target on X. */
export async function fitRidge(
  X: Matrix,
  targets: readonly Float64Array[],
  weights: Float64Array | undefined,
  params: RidgeParams,
  name: string,
  options: FitOptions
): Promise<RidgeFit> {
  requireNonNegative(weights, name)
  const solver = chooseSolver(params, name)
  const alphas = penalties(params, targets.length, name)
  const stochastic = solver === 'sag' || solver === 'saga'
  const centring = { fitIntercept: params.fit_intercept, weights, rescale: !stochastic }
  const centred = centre(X, targets[0], centring)
  const rest = targets.slice(1).map((y) => centreTarget(y, centring))
  const { coefs, nIter } = await ridgeSolvers[solver]({
    X: centred.X,
    targets: [centred.y, ...rest.map(({ y }) => y)],
    alphas,
    maxIter: params.max_iter,
    tol: params.tol,
    randomState: params.random_state,
    weights: stochastic ? weights : undefined,
    options
  })
  const offsets = [centred.yOffset, ...rest.map(({ yOffset }) => yOffset)]
  const intercepts = Float64Array.from(coefs, (coef, t) => offsets[t] - dot(centred.xOffset, coef))
  return { coefs, intercepts, nIter }
}
