/** What logistic regression minimises: its data and parameters as one problem, or one a class. */
import { ValueError } from '$lib/estimator/exceptions'
import type { Matrix } from '$lib/numeric/matrix'
import type { FitOptions, Label } from '../base'
import { computeClassWeight } from '../utils/classWeight'
import type { LogisticRegressionParams } from './LogisticRegression'

/** One minimisation: one class against the rest, or all classes at once. */
export interface LogisticProblem {
  readonly params: LogisticRegressionParams
  readonly X: Matrix
  /** 0 and 1 for one class against the rest; class numbers for softmax. */
  readonly y: Float64Array
  /** 1 for one class against the rest; for softmax the number of classes. */
  readonly k: number
  /** Sample weights times class weights. */
  readonly weight: Float64Array
  /** The sum of the sample weights alone. */
  readonly weightSum: number
  /** The penalty's inverse strength; Infinity for none. */
  readonly C: number
  /** Features × k, then k intercepts. */
  readonly start: Float64Array
  readonly options: FitOptions
  /** A factor on the decrease of the loss at which lbfgs stops; 1 when not given. */
  readonly ftolFactor?: number
}

export interface LogisticSolution {
  readonly coef: Float64Array
  readonly nIter: number
}

/** The data of a fit. `weight` is one a row. */
export interface LogisticData {
  readonly X: Matrix
  readonly classes: readonly Label[]
  readonly codes: Int32Array
  readonly weight: Float64Array
  readonly options: FitOptions
}

const oneVsRestOnly = ['liblinear', 'newton-cholesky']

/** Throws ValueError for a penalty or form that the solver does not have; warns of parameters without effect. */
export function checkPenalty(params: LogisticRegressionParams, { warn }: FitOptions): void {
  const { penalty, solver, dual, C, l1_ratio } = params
  const unpenalised = penalty === null || penalty === 'none'
  const others = 'lbfgs, newton-cg, newton-cholesky, sag and saga'
  if (solver !== 'liblinear' && solver !== 'saga' && penalty !== 'l2' && !unpenalised)
    throw new ValueError(
      `The solver ${solver} has no ${penalty} penalty`,
      penalty === 'l1' ? 'Use solver liblinear or saga.' : 'Use solver saga.'
    )
  if (solver !== 'liblinear' && dual)
    throw new ValueError(
      `The solver ${solver} has no dual form`,
      'Set dual to false, or use solver liblinear.'
    )
  if (solver === 'liblinear' && penalty === 'elasticnet')
    throw new ValueError('The solver liblinear has no elasticnet penalty', 'Use solver saga.')
  if (solver === 'liblinear' && unpenalised)
    throw new ValueError('The solver liblinear always penalises', `Unpenalised fits need one of ${others}.`)
  if (penalty === 'l1' && dual)
    throw new ValueError('liblinear has no dual form of the l1 penalty', 'Set dual to false.')
  if (penalty === 'elasticnet' && l1_ratio === null)
    throw new ValueError('penalty elasticnet needs l1_ratio', 'Set l1_ratio to a number in [0, 1].')
  if (penalty !== 'elasticnet' && l1_ratio !== null)
    warn?.({
      category: 'UserWarning',
      message: `l1_ratio has an effect only with penalty elasticnet, not ${penalty}`
    })
  if (penalty === 'none')
    warn?.({ category: 'FutureWarning', message: 'penalty "none" is the old spelling of null' })
  if (unpenalised && C !== 1)
    warn?.({ category: 'UserWarning', message: 'Without a penalty C has no effect' })
}

/** Are all classes fitted at once? Throws ValueError where the solver cannot. */
export function usesSoftmax(multiClass: string, solver: string, classes: number): boolean {
  const only = oneVsRestOnly.includes(solver)
  if (multiClass === 'multinomial' && only)
    throw new ValueError(
      `The solver ${solver} cannot fit all classes at once`,
      'Set multi_class to "ovr" or "auto".'
    )
  return multiClass === 'multinomial' || (multiClass === 'auto' && classes > 2 && !only)
}

/** The minimisations of one fit: one for softmax or two classes, else one a class. `start`: one plane a row of coef_. */
export function logisticProblems(
  params: LogisticRegressionParams,
  data: LogisticData,
  softmax: boolean,
  start?: Float64Array[]
): LogisticProblem[] {
  const { X, classes, codes, options } = data
  const size = X.shape[1] + Number(params.fit_intercept)
  const C = params.penalty === null || params.penalty === 'none' ? Infinity : params.C
  const shared = { X, options, params, C, weightSum: data.weight.reduce((sum, w) => sum + w, 0) }
  const rows = classes.length === 2 ? 1 : classes.length
  const planes = start ?? Array.from({ length: rows }, () => new Float64Array(size))
  if (planes.length !== rows || planes[0].length !== size)
    throw new ValueError(
      'The last fit had another number of classes or features',
      'Set warm_start to false to fit these data.'
    )

  if (softmax) {
    const weights = computeClassWeight(params.class_weight, classes, codes)
    const k = classes.length
    const both = k === 2 ? [planes[0].map((value) => -value), planes[0]] : planes
    return [
      {
        ...shared,
        y: Float64Array.from(codes),
        k,
        weight: data.weight.map((weight, i) => weight * weights[codes[i]]),
        start: Float64Array.from({ length: size * k }, (_, i) => both[i % k][Math.floor(i / k)])
      }
    ]
  }
  return planes.map((plane, c) => {
    const positive = classes.length === 2 ? 1 : c
    const y = Float64Array.from(codes, (code) => Number(code === positive))
    // "balanced" weighs the class against the rest, a mapping the classes themselves.
    const balanced = params.class_weight === 'balanced'
    const weights = balanced
      ? computeClassWeight('balanced', [0, 1], y)
      : computeClassWeight(params.class_weight, classes, codes)
    const weight = data.weight.map((value, i) => value * weights[balanced ? y[i] : codes[i]])
    return { ...shared, y, k: 1, weight, start: Float64Array.from(plane) }
  })
}

/** The rows of coef_ with their intercepts that a solution stands for: of two classes in softmax only the second's. */
export function planesOf(coef: Float64Array, k: number): Float64Array[] {
  const planes = Array.from({ length: k }, (_, c) => coef.filter((_value, i) => i % k === c))
  return k === 2 ? planes.slice(1) : planes
}
