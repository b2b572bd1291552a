import { ValueError } from '$lib/estimator/exceptions'
import { cpu } from '$lib/numeric/backend'
import { checkRandomState } from '$lib/numeric/random/RandomState'
import { computeClassWeight } from '../utils/classWeight'
import { liblinear } from './_liblinear'
import {
  logisticProblems,
  planesOf,
  type LogisticData,
  type LogisticProblem,
  type LogisticSolution
} from './_logistic'
import { solvers } from './_logistic_solvers'
import { solveOn } from './_onDevice'
import type { LogisticRegressionParams } from './LogisticRegression'

export const solverNames = [...Object.keys(solvers), 'liblinear']

/** Separating planes: weights, then the intercept if one is fitted. */
export interface Planes {
  readonly planes: Float64Array[]
  readonly nIter: number[]
}

/** One plane for two classes, else one a class. `start`: the planes of the last fit. */
export async function fitPlanes(
  params: LogisticRegressionParams,
  data: LogisticData,
  softmax: boolean,
  start?: Float64Array[]
): Promise<Planes> {
  const { solver } = params
  if (solver === 'liblinear') return fitLiblinear(params, data)
  const problems = logisticProblems(params, data, softmax, start)
  const solutions: LogisticSolution[] = []
  for (const problem of problems) solutions.push(await solve(problem))
  return {
    planes: solutions.flatMap(({ coef }, i) => planesOf(coef, problems[i].k)),
    nIter: solutions.map(({ nIter }) => nIter)
  }
}

/** Solvers whose work are products with all of X, and which may start anywhere. */
const deviceSolvers = ['lbfgs', 'newton-cg', 'newton-cholesky']

/** Roughly the products that an iteration costs: twice as many for newton-cg's inner ones. */
const PRODUCTS = 4

function solve(problem: LogisticProblem): Promise<LogisticSolution> {
  const { X, k, params, options, start } = problem
  const solver = solvers[params.solver as keyof typeof solvers]
  if (!deviceSolvers.includes(params.solver)) return solver(problem, cpu.hold(X))
  const products = PRODUCTS * Math.min(params.max_iter, 25)
  const plan = { products, columns: products * k, grams: params.solver === 'newton-cholesky' ? 8 : 0 }
  return solveOn(
    X,
    options,
    plan,
    { x: start, maxIter: params.max_iter },
    (operator, { x, maxIter, warn, ftolFactor }) =>
      solver(
        {
          ...problem,
          start: x,
          ftolFactor,
          params: { ...params, max_iter: maxIter },
          options: { ...options, warn }
        },
        operator
      )
  )
}

async function fitLiblinear(params: LogisticRegressionParams, data: LogisticData): Promise<Planes> {
  const { X, classes, codes, weight, options } = data
  if (params.tol === 0) throw new ValueError('liblinear needs tol above 0')
  const bias = params.fit_intercept ? params.intercept_scaling : 0
  const solutions = await liblinear({
    X,
    codes,
    classes: classes.length,
    weight,
    classWeight: computeClassWeight(params.class_weight, classes, codes),
    C: params.C,
    solver: params.penalty === 'l1' ? 'logisticL1' : params.dual ? 'logisticDual' : 'logistic',
    bias,
    tol: params.tol,
    maxIter: params.max_iter,
    seed: checkRandomState(params.random_state).randint(0, 0x7fffffff),
    options
  })
  if (solutions.some(({ nIter }) => nIter >= params.max_iter))
    options.warn?.({
      category: 'ConvergenceWarning',
      message: 'Liblinear failed to converge, increase the number of iterations (max_iter).'
    })
  const scaleIntercept = ({ w }: { w: Float64Array }): Float64Array => {
    if (bias > 0) w[w.length - 1] *= bias
    return w
  }
  return { planes: solutions.map(scaleIntercept), nIter: solutions.map(({ nIter }) => nIter) }
}
