import { minimizeLbfgsb } from '$lib/numeric/optimize/lbfgsb'
import { LinearModelLoss } from './_linear_loss'
import type { LogisticProblem, LogisticSolution } from './_logistic'
import { halfBinomial, halfMultinomial, sumOf } from './_loss'

export type LogisticSolver = (problem: LogisticProblem) => Promise<LogisticSolution>

/** The problem's loss with an L2 penalty. */
export function logisticLoss(problem: LogisticProblem): LinearModelLoss {
  const { operator, y, k, weight, C, params } = problem
  const base = k === 1 ? sumOf(halfBinomial) : halfMultinomial(k)
  return new LinearModelLoss(operator, y, weight, base, params.fit_intercept, 1 / C)
}

const lbfgs: LogisticSolver = async (problem) => {
  const { start, options } = problem
  const { tol, max_iter } = problem.params
  const loss = logisticLoss(problem)
  const result = await minimizeLbfgsb((coef) => loss.lossGradient(coef), start, {
    gtol: tol,
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

/** The solvers by name. */
export const solvers: Readonly<Record<string, LogisticSolver>> = { lbfgs }
