/**
 * LIBLINEAR's linear models as scikit-learn carries them (Fan, Chang, Hsieh, Wang & Lin, J. Mach. Learn. Res. 9, 2008,
 * 1871–1874): which rows and costs each of its solvers is given, and in what order.
 */
import type { Matrix } from '$lib/numeric/matrix'
import { pacer } from '$lib/numeric/pacer'
import { Mt19937 } from '$lib/numeric/random/Mt19937'
import type { FitOptions } from '../base'
import { solveCrammerSinger } from './_crammerSinger'
import { solveDual } from './_liblinearDual'
import { solveHingeDual } from './_liblinearHinge'
import { solveL1 } from './_liblinearL1'
import { solveL1Hinge } from './_liblinearL1Hinge'
import { solvePrimal } from './_liblinearPrimal'
import { solveSquaredHinge, solveSquaredTube } from './_liblinearSquared'
import { solveTubeDual } from './_liblinearTube'

/** min over w: ½‖w‖² or ‖w‖₁, plus Σ cost · loss(y·x·w). Rows × columns, row-major; y is −1 or 1. */
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

/** min over w: ½‖w‖² plus Σ cost · loss(distance of x·w from the tube y ± epsilon). */
export interface TubeProblem extends Omit<BinaryProblem, 'y'> {
  readonly y: Float64Array
  readonly epsilon: number
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
  readonly solver: ClassSolver
  /** The value of the constant feature; 0 for none. */
  readonly bias: number
  readonly tol: number
  readonly maxIter: number
  readonly seed: number
  readonly options: FitOptions
}

const classSolvers = {
  logistic: { solve: solvePrimal, dual: false },
  logisticDual: { solve: solveDual, dual: true },
  logisticL1: { solve: solveL1, dual: false },
  hingeDual: { solve: (problem) => solveHingeDual(problem, false), dual: true },
  squaredHinge: { solve: solveSquaredHinge, dual: false },
  squaredHingeDual: { solve: (problem) => solveHingeDual(problem, true), dual: true },
  squaredHingeL1: { solve: solveL1Hinge, dual: false }
} satisfies Record<string, { solve: (problem: BinaryProblem) => Promise<BinarySolution>; dual: boolean }>

export type ClassSolver = keyof typeof classSolvers

/** One weight vector for two classes, else one a class; the bias feature's weight last. */
export async function liblinear(problem: LiblinearProblem): Promise<BinarySolution[]> {
  const { codes, classes, weight, classWeight, C, tol, options } = problem
  const order = rowOrder(problem)
  const rows = order.length
  const shared = {
    ...gather(problem, order),
    rows,
    maxIter: problem.maxIter,
    random: new Mt19937(problem.seed),
    pace: pacer(options.signal)
  }
  const { solve, dual } = classSolvers[problem.solver]
  const solutions: BinarySolution[] = []
  for (let c = classes === 2 ? 1 : 0; c < classes; c++) {
    const y = Int8Array.from(order, (i) => (codes[i] === c ? 1 : -1))
    // With more than two classes the rest is not weighted by class.
    const rest = classes === 2 ? C * classWeight[0] : C
    const cost = Float64Array.from(order, (i, r) => weight[i] * (y[r] > 0 ? C * classWeight[c] : rest))
    const positive = y.reduce((count, value) => count + Number(value > 0), 0)
    const primalTol = (tol * Math.max(Math.min(positive, rows - positive), 1)) / rows
    solutions.push(await solve({ ...shared, y, cost, tol: dual ? tol : primalTol }))
    options.onProgress?.({ phase: 'fit', done: solutions.length, total: classes === 2 ? 1 : classes })
  }
  return solutions
}

/** The most iterations for all classes at once, which LIBLINEAR is not told. */
export const ALL_CLASSES_ITER = 100_000

/** One weight vector a class, for all classes at once (Crammer & Singer). */
export async function liblinearAllClasses(
  problem: Omit<LiblinearProblem, 'solver' | 'maxIter'>
): Promise<BinarySolution[]> {
  const { codes, classes, weight, classWeight, C, tol, options } = problem
  const order = rowOrder(problem)
  const { x, cols } = gather(problem, order)
  const { w, nIter } = await solveCrammerSinger({
    x,
    rows: order.length,
    cols,
    y: Int32Array.from(order, (i) => codes[i]),
    classes,
    cost: Float64Array.from(order, (i) => weight[i] * (C * classWeight[codes[i]])),
    tol,
    maxIter: ALL_CLASSES_ITER,
    random: new Mt19937(problem.seed),
    pace: pacer(options.signal)
  })
  return Array.from({ length: classes }, (_, c) => ({
    w: w.filter((_value, at) => at % classes === c),
    nIter
  }))
}

export interface LiblinearRegression extends Pick<
  LiblinearProblem,
  'X' | 'weight' | 'C' | 'bias' | 'tol' | 'maxIter' | 'seed' | 'options'
> {
  readonly y: Float64Array
  readonly epsilon: number
  readonly solver: RegressionSolver
}

const regressionSolvers = {
  tubeDual: (problem) => solveTubeDual(problem, false),
  squaredTube: solveSquaredTube,
  squaredTubeDual: (problem) => solveTubeDual(problem, true)
} satisfies Record<string, (problem: TubeProblem) => Promise<BinarySolution>>

export type RegressionSolver = keyof typeof regressionSolvers

/** The weights; that of the bias feature last. */
export function liblinearRegression(problem: LiblinearRegression): Promise<BinarySolution> {
  const { y, weight, C, epsilon, tol, maxIter, seed, options } = problem
  const order = Int32Array.from([...weight.keys()].filter((i) => weight[i] > 0))
  return regressionSolvers[problem.solver]({
    ...gather(problem, order),
    rows: order.length,
    y: Float64Array.from(order, (i) => y[i]),
    cost: Float64Array.from(order, (i) => weight[i] * C),
    epsilon,
    tol,
    maxIter,
    random: new Mt19937(seed),
    pace: pacer(options.signal)
  })
}

/** The rows that have weight, sorted by class, otherwise in their order. */
function rowOrder({
  codes,
  classes,
  weight
}: Pick<LiblinearProblem, 'codes' | 'classes' | 'weight'>): Int32Array {
  const kept = Array.from(codes.keys()).filter((i) => weight[i] > 0)
  return Int32Array.from(Array.from({ length: classes }, (_, c) => kept.filter((i) => codes[i] === c)).flat())
}

/** Those rows of X, with the constant feature. */
function gather(
  { X, bias }: Pick<LiblinearProblem, 'X' | 'bias'>,
  order: Int32Array
): { x: Float64Array; cols: number } {
  const features = X.shape[1]
  const cols = features + Number(bias > 0)
  const x = new Float64Array(order.length * cols).fill(bias)
  order.forEach((i, r) => x.set(X.data.subarray(i * features, (i + 1) * features), r * cols))
  return { x, cols }
}

/**
 * start + a·b, summed in the order of the columns as LIBLINEAR does: where rows are repeated, rounding decides which of them
 * are left out for a while.
 */
export function addProducts(start: number, a: Float64Array, b: Float64Array): number {
  let sum = start
  for (let j = 0; j < a.length; j++) sum += a[j] * b[j]
  return sum
}
