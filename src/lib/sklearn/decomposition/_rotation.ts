import { identity, matmul, matmulTN, svd } from '$lib/numeric/linalg'
import { matrix, transpose, type Matrix } from '$lib/numeric/matrix'
import { sum } from '../utils/mean'

export type Rotation = 'varimax' | 'quartimax'

/** The loadings have settled when the criterion grows by less than this share; they get so many rounds. */
const TOLERANCE = 1e-6
const ROUNDS = 100

/**
 * Factors turned against each other so that each loads a few features only (Kaiser, Psychometrika 23(3), 1958). Loadings:
 * n_factors × n_features.
 */
export function rotated(loadings: Matrix, method: Rotation): Matrix {
  const [k, d] = loadings.shape
  if (k === 0) return loadings
  const A = transpose(loadings)
  let rotation = identity(k)
  let before = 0
  for (let round = 0; round < ROUNDS; round++) {
    const turned = matmul(A, rotation)
    const shares =
      method === 'varimax' ? columnSquares(turned).map((squares) => squares / d) : new Float64Array(k)
    const cubes = matrix(
      d,
      k,
      turned.data.map((value, i) => value ** 3 - value * shares[i % k])
    )
    const { U, s, Vt } = svd(matmulTN(A, cubes))
    rotation = matmul(U, Vt)
    const criterion = sum(s)
    if (before !== 0 && criterion < before * (1 + TOLERANCE)) break
    before = criterion
  }
  return transpose(matmul(A, rotation))
}

/** The sum of each column's squares. */
export function columnSquares({ data, shape: [, cols] }: Matrix): Float64Array {
  const squares = new Float64Array(cols)
  for (let at = 0; at < data.length;) for (let c = 0; c < cols; c++, at++) squares[c] += data[at] ** 2
  return squares
}
