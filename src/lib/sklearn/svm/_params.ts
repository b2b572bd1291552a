/** Parameters that the machines share, and what they mean. */
import { ValueError } from '$lib/estimator/exceptions'
import {
  boolean,
  integer,
  mapping,
  none,
  option,
  randomState,
  real,
  type ParamSpec,
  type ParamTable
} from '$lib/estimator/params'
import type { Matrix } from '$lib/numeric/matrix'
import { pacer } from '$lib/numeric/pacer'
import type { FitOptions } from '../base'
import type { ClassWeight } from '../utils/classWeight'
import type { SvmSettings } from './_formulations'
import type { SvmKernel } from './_Points'

export interface KernelParams {
  kernel: 'linear' | 'poly' | 'rbf' | 'sigmoid' | 'precomputed'
  degree: number
  gamma: 'scale' | 'auto' | number
  coef0: number
}

export interface SolverParams {
  tol: number
  shrinking: boolean
  cache_size: number
  verbose: boolean | number
  max_iter: number
}

export interface ClassifyParams {
  probability: boolean
  class_weight: ClassWeight
  decision_function_shape: 'ovo' | 'ovr'
  break_ties: boolean
  random_state: number | null
}

export const kernelParams: ParamTable<KernelParams> = {
  kernel: { default: 'rbf', kinds: [option('linear', 'poly', 'rbf', 'sigmoid', 'precomputed')] },
  degree: { default: 3, kinds: [integer(0)] },
  gamma: { default: 'scale', kinds: [option('scale', 'auto'), real(0, Infinity, 'left')] },
  coef0: { default: 0, kinds: [real(-Infinity, Infinity, 'neither')] }
}

export const solverParams: ParamTable<SolverParams> = {
  tol: { default: 1e-3, kinds: [real(0, Infinity, 'neither')] },
  shrinking: { default: true, kinds: [boolean] },
  cache_size: { default: 200, kinds: [real(0, Infinity, 'neither')] },
  verbose: { default: false, kinds: [boolean, integer(0)] },
  max_iter: { default: -1, kinds: [integer(-1)] }
}

export const classifyParams: ParamTable<ClassifyParams> = {
  probability: { default: false, kinds: [boolean] },
  class_weight: { default: null, kinds: [option('balanced'), mapping, none] },
  decision_function_shape: { default: 'ovr', kinds: [option('ovr', 'ovo')] },
  break_ties: { default: false, kinds: [boolean] },
  random_state: { default: null, kinds: randomState }
}

export const C: ParamSpec<number> = { default: 1, kinds: [real(0, Infinity, 'neither')] }
export const nu: ParamSpec<number> = { default: 0.5, kinds: [real(0, 1, 'right')] }

/** gamma as a number: "scale" is 1 / (n_features · variance of all of X), "auto" 1 / n_features. */
export function gammaOf({ kernel, gamma }: KernelParams, { data, shape }: Matrix): number {
  if (kernel === 'precomputed') return 0
  if (typeof gamma === 'number') return gamma
  if (gamma === 'auto') return 1 / shape[1]
  const mean = data.reduce((sum, value) => sum + value, 0) / data.length
  const variance = data.reduce((sum, value) => sum + (value - mean) ** 2, 0) / data.length
  return variance === 0 ? 1 : 1 / (shape[1] * variance)
}

export function kernelOf({ kernel, degree, coef0 }: KernelParams, gamma: number): SvmKernel {
  if (kernel === 'poly') return { name: kernel, gamma, coef0, degree }
  if (kernel === 'sigmoid') return { name: kernel, gamma, coef0 }
  return kernel === 'rbf' ? { name: kernel, gamma } : { name: kernel }
}

export function settingsOf(
  params: SolverParams & { C?: number; nu?: number; epsilon?: number },
  kernel: SvmKernel,
  { signal }: FitOptions
): SvmSettings {
  const { C = 1, nu = 0, epsilon = 0, tol, shrinking, max_iter, cache_size } = params
  const pace = pacer(signal)
  return { kernel, C, nu, epsilon, tol, shrinking, maxIter: max_iter, megabytes: cache_size, pace }
}

/** Throws ValueError where X is to be the kernel's values and is not square. */
export function checkSquare({ kernel }: KernelParams, { shape: [rows, cols] }: Matrix): void {
  if (kernel === 'precomputed' && rows !== cols)
    throw new ValueError(
      `A precomputed kernel must be square, but X has ${rows} rows and ${cols} columns`,
      'Give the kernel of each row with every row, or name another kernel.'
    )
}

/** The rows that have weight. Throws ValueError when none has. */
export function weighted(weight: Float64Array): Int32Array {
  const rows = Int32Array.from([...weight.keys()].filter((i) => weight[i] > 0))
  if (!rows.length) throw new ValueError('No row has a weight above 0', 'Some rows must have weight.')
  return rows
}

/** Throws ValueError where large values of X have left no finite coefficients. */
export function checkFinite(...values: readonly Float64Array[]): void {
  if (!values.every((each) => each.every(Number.isFinite)))
    throw new ValueError(
      'The coefficients or intercepts are not finite',
      'X may have large values: scale it first (StandardScaler).'
    )
}

export function warnEarly(timedOut: boolean, maxIter: number, { warn }: FitOptions): void {
  if (timedOut)
    warn?.({
      category: 'ConvergenceWarning',
      message: `The solver ended after max_iter = ${maxIter} steps, before it converged; scaled features may need fewer.`
    })
}
