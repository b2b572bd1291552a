import { ValueError } from '$lib/estimator/exceptions'
import { matrix, type Matrix } from '$lib/numeric/matrix'
import { checkArray, checkFeatures } from '../utils/validation'
import type { FittedNeighbors } from './_fit'
import type { QueryOptions } from './_params'
import { nearestNeighbors, neighborsWithin, withoutSelf, type Neighborhood, type Neighbors } from './_search'

function checkRows(X: Matrix, fitted: FittedNeighbors, name: string): Matrix {
  const rows = checkArray(X, name)
  checkFeatures(rows, fitted.n_features_in_, name)
  return rows
}

/** The nearest training rows of X, or of the training rows themselves when X is null. */
export async function askNearest(
  fitted: FittedNeighbors,
  name: string,
  X: Matrix | null,
  k: number,
  options: QueryOptions
): Promise<Neighbors> {
  if (!(Number.isInteger(k) && k > 0))
    throw new ValueError(`n_neighbors = ${k} is no number of rows`, 'It must be ≥ 1.')
  if (X) return nearestNeighbors(fitted, checkRows(X, fitted, name), k, options)
  return withoutSelf(await nearestNeighbors(fitted, fitted._fit_X, k + 1, options))
}

/** The training rows within reach of X, or of the training rows themselves when X is null. */
export async function askWithin(
  fitted: FittedNeighbors,
  name: string,
  X: Matrix | null,
  radius: number,
  options: QueryOptions
): Promise<Neighborhood[]> {
  if (X) return neighborsWithin(fitted, checkRows(X, fitted, name), radius, options)
  const found = await neighborsWithin(fitted, fitted._fit_X, radius, options)
  return found.map(({ distances, indices }, i) => {
    const others = (_: number, n: number): boolean => indices[n] !== i
    return { distances: Array.from(distances).filter(others), indices: Array.from(indices).filter(others) }
  })
}

/** Neighbours as a matrix of rows × training rows. */
export function askGraph(
  { distances, indices }: Neighbors,
  trained: number,
  mode: 'connectivity' | 'distance'
): Matrix {
  const [rows, k] = distances.shape
  const graph = matrix(rows, trained)
  distances.data.forEach((distance, at) => {
    graph.data[Math.floor(at / k) * trained + indices[at]] = mode === 'distance' ? distance : 1
  })
  return graph
}
