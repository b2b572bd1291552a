import { ValueError } from '$lib/estimator/exceptions'
import { cpuDistances, reducedDistance } from '$lib/numeric/distances'
import { matrix, row, type Matrix } from '$lib/numeric/matrix'
import { pacer } from '$lib/numeric/pacer'
import type { FittedNeighbors } from './_fit'
import { heapPush, simultaneousSort } from './_heap'
import { metricOf } from './_metric'
import type { QueryOptions } from './_params'
import { nearestInTree, withinInTree } from './_queryTree'

/** For each row asked about the k nearest of the training rows, nearest first. */
export interface Neighbors {
  /** rows × k */
  readonly distances: Matrix
  /** rows × k, row-major: indices of training rows. */
  readonly indices: Int32Array
}

/** The neighbours of one row. */
export interface Neighborhood {
  readonly distances: ArrayLike<number>
  readonly indices: ArrayLike<number>
}

/** Distances held at once while all rows are gone through: 8 MiB. */
const BLOCK = 2 ** 20

/**
 * How scikit-learn spreads brute force over threads: asked about few rows, each thread keeps a heap of its own, which is
 * then poured into the heap of all. On one thread that changes nothing but the order of neighbours equally far.
 */
const CHUNKED_ROWS = 4 * 256

/** The k nearest training rows of each row of X. Throws ValueError when there are fewer than k. */
export async function nearestNeighbors(
  fitted: FittedNeighbors,
  X: Matrix,
  k: number,
  options: QueryOptions = {}
): Promise<Neighbors> {
  if (k > fitted.n_samples_fit_)
    throw new ValueError(
      `${k} neighbours are asked for, but there are ${fitted.n_samples_fit_} rows`,
      'Lower n_neighbors, or train on more rows.'
    )
  const rows = X.shape[0]
  const distances = matrix(rows, k, new Float64Array(rows * k).fill(Infinity))
  const indices = new Int32Array(rows * k)
  if (fitted._tree) await searchTree(fitted, X, k, distances.data, indices, options)
  else await searchAll(fitted, X, k, distances.data, indices, options)
  for (let i = 0; i < rows; i++) simultaneousSort(distances.data, indices, i * k, k)
  const { toDistance } = metricOf(fitted)
  for (let at = 0; at < distances.data.length; at++) distances.data[at] = toDistance(distances.data[at])
  return { distances, indices }
}

async function searchTree(
  fitted: FittedNeighbors,
  X: Matrix,
  k: number,
  distances: Float64Array,
  indices: Int32Array,
  { signal }: QueryOptions
): Promise<void> {
  const due = pacer(signal)
  const find = nearestInTree(fitted._tree!, fitted._fit_X, metricOf(fitted), k, distances, indices)
  for (let i = 0; i < X.shape[0]; i++) {
    find(row(X, i), i * k)
    const rest = due()
    if (rest) await rest
  }
}

async function searchAll(
  fitted: FittedNeighbors,
  X: Matrix,
  k: number,
  distances: Float64Array,
  indices: Int32Array,
  options: QueryOptions
): Promise<void> {
  const asked = X.shape[0]
  const trained = fitted.n_samples_fit_
  const poured = asked <= trained && asked <= CHUNKED_ROWS
  const heap = poured
    ? { distances: new Float64Array(k), indices: new Int32Array(k) }
    : { distances, indices }
  await eachRow(fitted, X, options, (i, { reduced, error, exact }) => {
    const from = poured ? 0 : i * k
    if (poured) heap.distances.fill(Infinity)
    for (let j = 0; j < trained; j++)
      if (reduced[j] - error < heap.distances[from]) {
        const value = exact(j)
        if (value < heap.distances[from]) heapPush(heap.distances, heap.indices, from, k, value, j)
      }
    if (poured)
      for (let n = 0; n < k; n++) heapPush(distances, indices, i * k, k, heap.distances[n], heap.indices[n])
  })
}

/** The reduced distances of one row to all training rows; a device may have rounded them, by `error` at most. */
interface RowDistances {
  readonly reduced: Float64Array
  readonly error: number
  /** The j-th, unrounded: whatever is kept or compared closely is taken from here, so that no device changes an answer. */
  exact(j: number): number
}

/** Goes through the rows of X with their distances, block by block. */
async function eachRow(
  fitted: FittedNeighbors,
  X: Matrix,
  { signal, backend = cpuDistances }: QueryOptions,
  visit: (i: number, distances: RowDistances) => void
): Promise<void> {
  const due = pacer(signal)
  const trained = fitted.n_samples_fit_
  const step = Math.max(1, Math.min(256, Math.floor(BLOCK / trained)))
  const metric = metricOf(fitted)
  const Y = fitted._fit_X
  const cols = Y.shape[1]
  const between = await backend.between(X, Y, metric)
  try {
    for (let from = 0; from < X.shape[0]; from += step) {
      const to = Math.min(from + step, X.shape[0])
      const block = await between.block(from, to)
      for (let i = from; i < to; i++) {
        const reduced = block.subarray((i - from) * trained, (i - from + 1) * trained)
        const error = between.error?.(i) ?? 0
        const again = (j: number): number => reducedDistance(metric, X.data, i * cols, Y.data, j, cols)
        visit(i, { reduced, error, exact: between.error ? again : (j) => reduced[j] })
      }
      const rest = due()
      if (rest) await rest
    }
  } finally {
    between.dispose()
  }
}

/** The training rows within a radius of each row of X: in the tree's order, or in their own where all are gone through. */
export async function neighborsWithin(
  fitted: FittedNeighbors,
  X: Matrix,
  radius: number,
  options: QueryOptions = {}
): Promise<Neighborhood[]> {
  const metric = metricOf(fitted)
  const found: Neighborhood[] = []
  const tree = fitted._tree
  if (tree) {
    const due = pacer(options.signal)
    const within = withinInTree(tree, fitted._fit_X, metric, radius)
    for (let i = 0; i < X.shape[0]; i++) {
      found.push(within(row(X, i)))
      const rest = due()
      if (rest) await rest
    }
    return found
  }
  const reach = metric.toReduced(radius)
  await eachRow(fitted, X, options, (_, { reduced, error, exact }) => {
    const indices: number[] = []
    for (let j = 0; j < reduced.length; j++)
      if (reduced[j] - error <= reach && exact(j) <= reach) indices.push(j)
    found.push({ indices, distances: indices.map((j) => metric.toDistance(exact(j))) })
  })
  return found
}

/** Takes each training row out of its own neighbours (the first of them, where it is crowded out by rows like it). */
export function withoutSelf({ distances, indices }: Neighbors): Neighbors {
  const [rows, k] = distances.shape
  const out = { distances: matrix(rows, k - 1), indices: new Int32Array(rows * (k - 1)) }
  for (let i = 0, to = 0; i < rows; i++) {
    const own = indices.subarray(i * k, (i + 1) * k).indexOf(i)
    for (let n = 0; n < k; n++) {
      if (n === Math.max(own, 0)) continue
      out.distances.data[to] = distances.data[i * k + n]
      out.indices[to++] = indices[i * k + n]
    }
  }
  return out
}
