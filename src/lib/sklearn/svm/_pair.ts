import type { Mt19937 } from '$lib/numeric/random/Mt19937'
import { takeRows } from '$lib/numeric/matrix'
import { shuffleFirst } from '../linear_model/_activeSet'
import { eachRow } from './_decision'
import type { classifyC, Machine, SvmData, SvmSettings } from './_formulations'
import { fitSigmoid, type Sigmoid } from './_platt'

/** Rows of one class. */
export interface ClassRows {
  readonly rows: Int32Array
  readonly weight: Float64Array
  /** C times the class's weight. */
  readonly C: number
}

export interface PairTraining {
  readonly X: SvmData['X']
  readonly classify: typeof classifyC
  readonly settings: SvmSettings
  /** For probabilities: the order in which rows are put in folds. */
  readonly random: () => Mt19937
}

const FOLDS = 5

const join = (a: Float64Array, b: Float64Array): Float64Array => Float64Array.from([...a, ...b])

/** The machine that tells two classes apart, above 0 for the first. */
export function trainPair(
  { X, classify, settings }: PairTraining,
  first: ClassRows,
  second: ClassRows
): Promise<Machine> {
  const weight = join(first.weight, second.weight)
  const split = first.rows.length
  return classify(
    { X, rows: Int32Array.from([...first.rows, ...second.rows]), weight },
    weight.map((_, i) => (i < split ? 1 : -1)),
    weight.map((w, i) => w * (i < split ? first.C : second.C)),
    settings
  )
}

/**
 * Probabilities for two classes: a sigmoid of the decision values that rows have when machines are trained without them, in
 * five folds that are not stratified.
 */
export async function pairSigmoid(
  training: PairTraining,
  first: ClassRows,
  second: ClassRows
): Promise<{ sigmoid: Sigmoid; timedOut: boolean }> {
  const split = first.rows.length
  const n = split + second.rows.length
  const sideOf = (i: number): ClassRows => (i < split ? first : second)
  const rowOf = (i: number): number => sideOf(i).rows[i < split ? i : i - split]
  const weightOf = (i: number): number => sideOf(i).weight[i < split ? i : i - split]
  const some = (which: number[], side: ClassRows): ClassRows => {
    const own = which.filter((i) => sideOf(i) === side)
    return { rows: Int32Array.from(own, rowOf), weight: Float64Array.from(own, weightOf), C: side.C }
  }
  const order = shuffled(n, training.random())
  const values = new Float64Array(n)
  let timedOut = false
  for (let fold = 0; fold < FOLDS; fold++) {
    const begin = Math.floor((fold * n) / FOLDS)
    const end = Math.floor(((fold + 1) * n) / FOLDS)
    const left = [...order.subarray(0, begin), ...order.subarray(end)]
    const asked = order.subarray(begin, end)
    const [one, two] = [some(left, first), some(left, second)]
    if (!one.rows.length || !two.rows.length) {
      const value = Number(one.rows.length > 0) - Number(two.rows.length > 0)
      asked.forEach((i) => (values[i] = value))
      continue
    }
    // LIBSVM sorts the labels −1 and 1: the second class comes first, and its values have the other sign.
    const machine = await trainPair(training, two, one)
    timedOut ||= machine.timedOut
    const rows = Int32Array.from([...two.rows, ...one.rows])
    const kept = [...machine.coef.keys()].filter((i) => machine.coef[i] !== 0)
    const support = Int32Array.from(kept, (i) => rows[i])
    const vectors = { kernel: training.settings.kernel, vectors: takeRows(training.X, support), support }
    const questions = takeRows(training.X, Int32Array.from(asked, rowOf))
    await eachRow(questions, vectors, (i, kernel) => {
      const sum = kept.reduce((total, at, s) => total + machine.coef[at] * kernel[s], 0)
      values[asked[i]] = -(sum - machine.rho)
    })
  }
  const y = Float64Array.from({ length: n }, (_, i) => (i < split ? 1 : -1))
  return { sigmoid: fitSigmoid(values, y), timedOut }
}

function shuffled(n: number, random: Mt19937): Int32Array {
  const order = Int32Array.from({ length: n }, (_, i) => i)
  shuffleFirst(order, n, random)
  return order
}
