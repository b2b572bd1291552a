/**
 * LIBLINEAR's logistic regression as scikit-learn carries it (Fan, Chang, Hsieh, Wang & Lin, J. Mach. Learn. Res. 9, 2008,
 * 1871–1874): which rows and costs each of its solvers is given, and in what order.
 */
import type { Matrix } from '$lib/numeric/matrix'
import { pacer } from '$lib/numeric/pacer'
import { Mt19937 } from '$lib/numeric/random/Mt19937'
import type { FitOptions } from '../base'
import { solveDual } from './_liblinearDual'
import { solveL1 } from './_liblinearL1'
import { solvePrimal } from './_liblinearPrimal'

/** min over w: ½‖w‖² or ‖w‖₁, plus Σ cost·log(1 + exp(−y·x·w)). Rows × columns, row-major; y is −1 or 1. */
export interface BinaryProblem {
  readonly x: Float64Array
  readonly rows: number
  readonly cols: number
  readonly y: Int8Array
  readonly cost: Float64Array
  readonly tol: number
  readonly maxIter: number
  readonly random: Mt19937
  readonly pace: () => Promise<void> | undefined
}

export interface BinarySolution {
  readonly w: Float64Array
  readonly nIter: number
}

export interface LiblinearProblem {
  readonly X: Matrix
  /** The class number of each row, and how many classes there are. */
  readonly codes: Int32Array
  readonly classes: number
  readonly weight: Float64Array
  /** One factor a class. */
  readonly classWeight: Float64Array
  readonly C: number
  readonly penalty: 'l1' | 'l2'
  readonly dual: boolean
  /** The value of the constant feature; 0 for none. */
  readonly bias: number
  readonly tol: number
  readonly maxIter: number
  readonly seed: number
  readonly options: FitOptions
}

/** One weight vector for two classes, else one a class; the bias feature's weight last. */
export async function liblinear(problem: LiblinearProblem): Promise<BinarySolution[]> {
  const { codes, classes, weight, classWeight, C, penalty, dual, tol, options } = problem
  const order = rowOrder(problem)
  const rows = order.length
  const shared = {
    ...gather(problem, order),
    rows,
    maxIter: problem.maxIter,
    random: new Mt19937(problem.seed),
    pace: pacer(options.signal)
  }
  const solve = penalty === 'l1' ? solveL1 : dual ? solveDual : solvePrimal
  const solutions: BinarySolution[] = []
  for (let c = classes === 2 ? 1 : 0; c < classes; c++) {
    const y = Int8Array.from(order, (i) => (codes[i] === c ? 1 : -1))
    // With more than two classes the rest is not weighted by class.
    const rest = classes === 2 ? C * classWeight[0] : C
    const cost = Float64Array.from(order, (i, r) => weight[i] * (y[r] > 0 ? C * classWeight[c] : rest))
    const positive = y.reduce((count, value) => count + Number(value > 0), 0)
    const primalTol = (tol * Math.max(Math.min(positive, rows - positive), 1)) / rows
    solutions.push(await solve({ ...shared, y, cost, tol: solve === solveDual ? tol : primalTol }))
    options.onProgress?.({ phase: 'fit', done: solutions.length, total: classes === 2 ? 1 : classes })
  }
  return solutions
}

/** The rows that have weight, sorted by class, otherwise in their order. */
function rowOrder({ codes, classes, weight }: LiblinearProblem): Int32Array {
  const kept = Array.from(codes.keys()).filter((i) => weight[i] > 0)
  return Int32Array.from(Array.from({ length: classes }, (_, c) => kept.filter((i) => codes[i] === c)).flat())
}

/** Those rows of X, with the constant feature. */
function gather({ X, bias }: LiblinearProblem, order: Int32Array): { x: Float64Array; cols: number } {
  const features = X.shape[1]
  const cols = features + Number(bias > 0)
  const x = new Float64Array(order.length * cols).fill(bias)
  order.forEach((i, r) => x.set(X.data.subarray(i * features, (i + 1) * features), r * cols))
  return { x, cols }
}
