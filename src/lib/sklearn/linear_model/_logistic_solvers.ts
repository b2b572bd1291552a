import type { LinearOperator } from '$lib/numeric/backend'
import { minimizeLbfgsb } from '$lib/numeric/optimize/lbfgsb'
import { newtonCg as minimizeNewtonCg } from '$lib/numeric/optimize/newtonCg'
import { pacer } from '$lib/numeric/pacer'
import { LinearModelLoss } from './_linear_loss'
import type { LogisticProblem, LogisticSolution } from './_logistic'
import { halfBinomial, halfMultinomial, sumOf } from './_loss'
import { newtonCholesky as solveNewtonCholesky } from './_newton_cholesky'
import { sag } from './_sag'

/** `operator`: the problem's X, where its products are computed. */
export type LogisticSolver = (problem: LogisticProblem, operator: LinearOperator) => Promise<LogisticSolution>

/** The problem's loss with an L2 penalty; `scale` divides both. */
function logisticLoss(problem: LogisticProblem, operator: LinearOperator, scale = 1): LinearModelLoss {
  const { y, k, weight, C, params } = problem
  const base = k === 1 ? sumOf(halfBinomial) : halfMultinomial(k)
  const scaled = scale === 1 ? weight : weight.map((value) => value / scale)
  return new LinearModelLoss(operator, y, scaled, base, params.fit_intercept, 1 / C / scale)
}

const lbfgs: LogisticSolver = async (problem, operator) => {
  const { start, options, ftolFactor = 1 } = problem
  const { tol, max_iter } = problem.params
  const loss = logisticLoss(problem, operator)
  const result = await minimizeLbfgsb((coef) => loss.lossGradient(coef), start, {
    gtol: tol,
    // No decrease below the rounding of the products is one.
    ftol: Math.max(ftolFactor * 1e7 * Number.EPSILON, operator.roundoff),
    maxiter: max_iter,
    signal: options.signal,
    callback: (_x, _f, nit) => options.onProgress?.({ phase: 'fit', done: nit, total: max_iter })
  })
  if (!result.success)
    options.warn?.({
      category: 'ConvergenceWarning',
      message:
        `lbfgs failed to converge (status=${result.status}): ${result.message}. ` +
        'Increase the number of iterations (max_iter), scale the data, or try another solver.'
    })
  return { coef: result.x, nIter: Math.min(result.nit, max_iter) }
}

const newtonCg: LogisticSolver = async (problem, operator) => {
  const { start, options } = problem
  const { tol, max_iter } = problem.params
  const loss = logisticLoss(problem, operator)
  const { x, nit, status } = await minimizeNewtonCg(
    {
      lossGradient: (coef) => loss.lossGradient(coef),
      gradientHessian: (coef) => loss.gradientHessianProduct(coef)
    },
    start,
    {
      tol,
      maxiter: max_iter,
      signal: options.signal,
      callback: (nit) => options.onProgress?.({ phase: 'fit', done: nit, total: max_iter })
    }
  )
  if (status === 'maxiter')
    options.warn?.({
      category: 'ConvergenceWarning',
      message: 'newton-cg failed to converge. Increase the number of iterations (max_iter).'
    })
  if (status === 'line search failed')
    options.warn?.({ category: 'UserWarning', message: 'The line search of newton-cg failed' })
  return { coef: x, nIter: nit }
}

/** tol bounds the gradient of the mean loss: weights are scaled to sum to 1, class weights aside. */
const newtonCholesky: LogisticSolver = (problem, operator) => {
  const { start, options, params, weightSum } = problem
  const limits = { tol: params.tol, maxIter: params.max_iter }
  return solveNewtonCholesky(logisticLoss(problem, operator, weightSum), start, limits, options)
}

const averaged =
  (saga: boolean): LogisticSolver =>
  async ({ X, y, k, weight, C, params, start, options }) => {
    const { fit_intercept, l1_ratio, penalty, tol, max_iter } = params
    const l1 = penalty === 'l1' ? 1 : penalty === 'elasticnet' ? l1_ratio! : 0
    const features = X.shape[1] * k
    const { coef, intercept, nIter } = await sag(X, k === 1 ? y.map((value) => 2 * value - 1) : y, {
      loss: k === 1 ? 'log' : 'multinomial',
      saga,
      alpha: (1 - l1) / C,
      beta: l1 / C,
      maxIter: max_iter,
      tol,
      fitIntercept: fit_intercept,
      randomState: params.random_state,
      outputs: k,
      weights: weight,
      start: {
        coef: start.slice(0, features),
        intercept: fit_intercept ? start.slice(features) : new Float64Array(k)
      },
      warn: options.warn,
      due: pacer(options.signal)
    })
    return { coef: Float64Array.from([...coef, ...(fit_intercept ? intercept : [])]), nIter }
  }

/** The solvers that take one problem at a time, by name; liblinear is `_liblinear.ts`. */
export const solvers = {
  lbfgs,
  'newton-cg': newtonCg,
  'newton-cholesky': newtonCholesky,
  sag: averaged(false),
  saga: averaged(true)
} satisfies Record<string, LogisticSolver>
