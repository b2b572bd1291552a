/** The forms of support vector machines as problems of sequential minimal optimisation. */
import type { Matrix } from '$lib/numeric/matrix'
import { PointRows, TwinRows } from './_KernelRows'
import { Points, type SvmKernel } from './_Points'
import { Smo, type SmoSettings } from './_Smo'

export interface SvmSettings extends SmoSettings {
  readonly kernel: SvmKernel
  readonly C: number
  readonly nu: number
  readonly epsilon: number
  /** How much memory kernel values may take. */
  readonly megabytes: number
}

/** Rows of X with what is told of each; `weight` is above 0. */
export interface SvmData {
  readonly X: Matrix
  readonly rows: Int32Array
  readonly weight: Float64Array
}

/** f(x) = Σ coef · K(x, row) − rho. */
export interface Machine {
  /** One for each row of the data; not 0 for support vectors. */
  readonly coef: Float64Array
  readonly rho: number
  readonly nIter: number
  readonly timedOut: boolean
}

/** One of two classes each: y is 1 or −1, bounds are each row's C. */
type Classify = (
  data: SvmData,
  y: Float64Array,
  bounds: Float64Array,
  settings: SvmSettings
) => Promise<Machine>
type Regress = (data: SvmData, y: Float64Array, settings: SvmSettings) => Promise<Machine>

const pointRows = ({ X, rows }: SvmData, { kernel, megabytes }: SvmSettings): PointRows =>
  new PointRows(new Points(X, rows, kernel), megabytes)
const twinRows = ({ X, rows }: SvmData, { kernel, megabytes }: SvmSettings): TwinRows =>
  new TwinRows(new Points(X, rows, kernel), megabytes)

/** Up to each bound until `total` is used up. */
function filled(bounds: Float64Array, total: number): Float64Array {
  let left = total
  return bounds.map((bound) => {
    const value = Math.max(Math.min(bound, left), 0)
    left -= value
    return value
  })
}

const lows = (y: Float64Array, C: Float64Array): Float64Array => C.map((c, i) => (y[i] > 0 ? 0 : -c))
const highs = (y: Float64Array, C: Float64Array): Float64Array => C.map((c, i) => (y[i] > 0 ? c : 0))
const groups = (y: Float64Array): Uint8Array => Uint8Array.from(y, (sign) => Number(sign < 0))

/** C-classification (Cortes & Vapnik, Machine Learning 20, 1995). */
export const classifyC: Classify = async (data, y, bounds, settings) => {
  const { b, multipliers, ...rest } = await new Smo(
    {
      kernel: pointRows(data, settings),
      linear: y.map((sign) => -sign),
      start: new Float64Array(y.length),
      low: lows(y, bounds),
      high: highs(y, bounds)
    },
    settings
  ).solve()
  return { coef: b, rho: multipliers[0], ...rest }
}

/** ν-classification (Schölkopf, Smola, Williamson & Bartlett, Neural Computation 12, 2000): bounds are the weights. */
export const classifyNu: Classify = async (data, y, _bounds, settings) => {
  const { weight } = data
  const total = weight.reduce((sum, w) => sum + settings.nu * w, 0) / 2
  const ofSign = (sign: number): Float64Array =>
    filled(
      weight.map((w, i) => (y[i] === sign ? w : 0)),
      total
    )
  const [positive, negative] = [ofSign(1), ofSign(-1)]
  const { b, multipliers, ...rest } = await new Smo(
    {
      kernel: pointRows(data, settings),
      linear: new Float64Array(y.length),
      start: positive.map((value, i) => (y[i] > 0 ? value : -negative[i])),
      low: lows(y, weight),
      high: highs(y, weight),
      groups: groups(y)
    },
    settings
  ).solve()
  const scale = (multipliers[0] - multipliers[1]) / 2
  const rho = (multipliers[0] + multipliers[1]) / 2
  return { coef: b.map((value) => value * (1 / scale)), rho: rho / scale, ...rest }
}

/** Regression has two variables a row: how far the target lies above and below the tube. */
async function regress(
  data: SvmData,
  settings: SvmSettings,
  linear: (sign: number, i: number) => number,
  start: Float64Array,
  nu: boolean
): Promise<Machine> {
  const n = start.length
  const twice = (value: (sign: number, i: number) => number): Float64Array =>
    Float64Array.from({ length: 2 * n }, (_, i) => (i < n ? value(1, i) : value(-1, i - n)))
  const signs = twice((sign) => sign)
  const C = twice((_, i) => data.weight[i] * settings.C)
  const { b, multipliers, ...rest } = await new Smo(
    {
      kernel: twinRows(data, settings),
      linear: twice(linear),
      start: twice((sign, i) => sign * start[i]),
      low: lows(signs, C),
      high: highs(signs, C),
      groups: nu ? groups(signs) : undefined
    },
    settings
  ).solve()
  const rho = multipliers.reduce((sum, value) => sum + value, 0) / multipliers.length
  return { coef: start.map((_, i) => b[i] + b[i + n]), rho, ...rest }
}

/** ε-regression (Vapnik 1998). */
export const regressEpsilon: Regress = (data, y, settings) =>
  regress(
    data,
    settings,
    (sign, i) => sign * (settings.epsilon - sign * y[i]),
    new Float64Array(y.length),
    false
  )

/** ν-regression (Schölkopf, Smola, Williamson & Bartlett 2000). */
export const regressNu: Regress = (data, y, settings) => {
  const C = data.weight.map((w) => w * settings.C)
  const total = C.reduce((sum, c) => sum + c * settings.nu, 0) / 2
  return regress(data, settings, (_, i) => -y[i], filled(C, total), true)
}
