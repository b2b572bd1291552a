import { matrix, type Matrix } from '$lib/numeric/matrix'
import type { FitOptions } from '../base'
import type { Machine } from './_formulations'
import { pairSigmoid, trainPair, type ClassRows, type PairTraining } from './_pair'
import type { Sigmoid } from './_platt'

/** Machines for every two classes (0–1, 0–2, … 1–2, …), which share their support vectors. */
export interface OneVsOne {
  /** Rows of X that any machine needs, by class. */
  readonly support: Int32Array
  readonly supportOfClass: Int32Array
  /**
   * (classes − 1) × support vectors: of a vector of class i, row j − 1 has its coefficient in the machine of i and j > i, row j
   * that in the machine of j < i and i.
   */
  readonly coef: Matrix
  readonly rho: Float64Array
  readonly nIter: Int32Array
  readonly sigmoids: readonly Sigmoid[]
  readonly timedOut: boolean
}

export async function trainOneVsOne(
  training: PairTraining,
  classes: readonly ClassRows[],
  probability: boolean,
  { onProgress }: FitOptions
): Promise<OneVsOne> {
  const k = classes.length
  const pairs = classes.flatMap((_, i) => classes.slice(i + 1).map((_other, j) => [i, i + 1 + j] as const))
  const machines: Machine[] = []
  const sigmoids: Sigmoid[] = []
  let timedOut = false
  for (const [i, j] of pairs) {
    if (probability) {
      const fitted = await pairSigmoid(training, classes[i], classes[j])
      sigmoids.push(fitted.sigmoid)
      timedOut ||= fitted.timedOut
    }
    const machine = await trainPair(training, classes[i], classes[j])
    machines.push(machine)
    timedOut ||= machine.timedOut
    onProgress?.({ phase: 'fit', done: machines.length, total: pairs.length })
  }

  /** The coefficients of class c's rows in each machine that it is in, with the row of `coef` that they go to. */
  const partsOf = (c: number): { to: number; coef: Float64Array }[] =>
    pairs.flatMap(([i, j], p) => {
      const { coef } = machines[p]
      const split = classes[i].rows.length
      if (c === i) return [{ to: j - 1, coef: coef.subarray(0, split) }]
      return c === j ? [{ to: i, coef: coef.subarray(split) }] : []
    })
  const needed = classes.map(({ rows }, c) => {
    const parts = partsOf(c)
    return [...rows.keys()].filter((r) => parts.some(({ coef }) => coef[r] !== 0))
  })
  const total = needed.reduce((sum, rows) => sum + rows.length, 0)
  const coef = matrix(k - 1, total)
  let at = 0
  needed.forEach((rows, c) => {
    for (const part of partsOf(c))
      rows.forEach((r, s) => (coef.data[part.to * total + at + s] = part.coef[r]))
    at += rows.length
  })
  return {
    support: Int32Array.from(needed.flatMap((rows, c) => rows.map((r) => classes[c].rows[r]))),
    supportOfClass: Int32Array.from(needed, (rows) => rows.length),
    coef,
    rho: Float64Array.from(machines, ({ rho }) => rho),
    nIter: Int32Array.from(machines, ({ nIter }) => nIter),
    sigmoids,
    timedOut
  }
}

/** The decision values of every two classes, from the kernel of a row with the support vectors. */
export function pairValues(
  coef: Matrix,
  rho: Float64Array,
  supportOfClass: Int32Array,
  kernel: Float64Array,
  out: Float64Array
): void {
  const k = supportOfClass.length
  const total = coef.shape[1]
  const starts = new Int32Array(k)
  for (let c = 1; c < k; c++) starts[c] = starts[c - 1] + supportOfClass[c - 1]
  const part = (c: number, row: number): number => {
    let sum = 0
    for (let s = starts[c], end = s + supportOfClass[c]; s < end; s++)
      sum += coef.data[row * total + s] * kernel[s]
    return sum
  }
  for (let i = 0, pair = 0; i < k; i++)
    for (let j = i + 1; j < k; j++, pair++) out[pair] = part(i, j - 1) + part(j, i) - rho[pair]
}
