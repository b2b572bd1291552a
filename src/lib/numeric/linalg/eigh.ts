/**
 * Eigenvalues and eigenvectors of symmetric matrices: Householder tridiagonalisation, then the QL method with implicit
 * shifts (Golub & Van Loan, Matrix Computations, 4th ed., 8.3; Wilkinson & Reinsch, Handbook II, contribution II/4).
 */
import { matrix, row, transpose, type Matrix } from '../matrix'
import { LinAlgError, requireFinite } from './errors'
import { reflect, reflector } from './householder'
import { axpy, dot, rotate, scale } from './vector'

const MAX_SWEEPS = 60

export interface Eigh {
  /** Ascending. */
  readonly values: Float64Array
  /** Column j belongs to value j. */
  readonly vectors: Matrix
}

interface Tridiagonal {
  readonly diagonal: Float64Array
  /** offDiagonal[i] lies between i and i + 1; the last is a zero. */
  readonly offDiagonal: Float64Array
  /** Qᵀ of A = Q T Qᵀ. */
  readonly Qt: Matrix
}

function tridiagonalise(A: Matrix): Tridiagonal {
  const n = A.shape[0]
  const S = matrix(n, n)
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) S.data[i * n + j] = S.data[j * n + i] = A.data[i * n + j]
  const offDiagonal = new Float64Array(n)
  const taus = new Float64Array(n)
  for (let k = 0; k + 2 < n; k++) {
    const v = row(S, k).subarray(k + 1)
    const { tau, beta } = reflector(v)
    offDiagonal[k] = beta
    taus[k] = tau
    if (tau === 0) continue
    // S ← H S H as the rank-two update S − v wᵀ − w vᵀ.
    const w = new Float64Array(v.length)
    for (let i = 0; i < w.length; i++) w[i] = tau * dot(row(S, k + 1 + i).subarray(k + 1), v)
    axpy(-0.5 * tau * dot(w, v), v, w)
    for (let i = 0; i < w.length; i++) {
      const si = row(S, k + 1 + i).subarray(k + 1)
      const vi = v[i]
      const wi = w[i]
      for (let j = 0; j < w.length; j++) si[j] -= vi * w[j] + wi * v[j]
    }
  }
  if (n > 1) offDiagonal[n - 2] = S.data[(n - 2) * n + n - 1]
  const Qt = matrix(n, n)
  for (let i = 0; i < n; i++) Qt.data[i * (n + 1)] = 1
  for (let k = n - 3; k >= 0; k--)
    for (let i = k + 1; i < n; i++) reflect(row(S, k).subarray(k + 1), taus[k], row(Qt, i).subarray(k + 1))
  // Rows of Qt now hold H₀ H₁ … applied to unit vectors: that is Q's columns.
  return { diagonal: Float64Array.from({ length: n }, (_, i) => S.data[i * (n + 1)]), offDiagonal, Qt }
}

/** Diagonalises in place: `diagonal` becomes the eigenvalues, the rows of `Qt` the eigenvectors. */
function implicitQL({ diagonal: d, offDiagonal: e, Qt }: Tridiagonal): void {
  const n = d.length
  // What is nothing beside the largest so far (Handbook II/3): the rounding errors of a matrix of low rank never get smaller.
  let largest = 0
  for (let l = 0; l < n; l++) {
    largest = Math.max(largest, Math.abs(d[l]) + Math.abs(e[l]))
    for (let sweep = 0; ; sweep++) {
      let m = l
      while (m < n - 1 && Math.abs(e[m]) > Number.EPSILON * 0.5 * largest) m++
      if (m === l) break
      if (sweep === MAX_SWEEPS) throw new LinAlgError('The eigenvalues did not converge')
      let g = (d[l + 1] - d[l]) / (2 * e[l])
      let r = Math.hypot(g, 1)
      g = d[m] - d[l] + e[l] / (g + (g >= 0 ? r : -r))
      let s = 1
      let c = 1
      let p = 0
      let i = m - 1
      for (; i >= l; i--) {
        const f = s * e[i]
        const b = c * e[i]
        r = Math.hypot(f, g)
        e[i + 1] = r
        if (r === 0) {
          d[i + 1] -= p
          e[m] = 0
          break
        }
        s = f / r
        c = g / r
        g = d[i + 1] - p
        r = (d[i] - g) * s + 2 * c * b
        p = s * r
        d[i + 1] = g + p
        g = c * r - b
        rotate(row(Qt, i + 1), row(Qt, i), c, s)
      }
      if (i >= l) continue
      d[l] -= p
      e[l] = g
      e[m] = 0
    }
  }
}

/**
 * A = V diag(values) Vᵀ for symmetric A (its lower triangle is read). Throws LinAlgError without convergence or when A
 * has NaN or infinity.
 */
export function eigh(A: Matrix): Eigh {
  const [n, cols] = A.shape
  requireFinite(A.data)
  if (n !== cols) throw new RangeError(`A square matrix is needed, not ${n} × ${cols}`)
  if (n === 0) return { values: new Float64Array(0), vectors: matrix(0, 0) }
  const tridiagonal = tridiagonalise(A)
  implicitQL(tridiagonal)
  const { diagonal, Qt } = tridiagonal
  const order = Array.from(diagonal.keys()).sort((a, b) => diagonal[a] - diagonal[b])
  const sorted = matrix(n, n)
  order.forEach((from, to) => row(sorted, to).set(row(Qt, from)))
  return { values: Float64Array.from(order, (i) => diagonal[i]), vectors: transpose(sorted) }
}

/** The pseudo-inverse of a symmetric matrix; eigenvalues up to rcond (scipy's) · the largest count as zero. */
export function pinvh(A: Matrix, rcond = A.shape[0] * Number.EPSILON): Matrix {
  const n = A.shape[0]
  const { values, vectors } = eigh(A)
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  const out = matrix(n, n)
  const Vt = transpose(vectors)
  for (let k = 0; k < n; k++) {
    if (Math.abs(values[k]) <= rcond * largest) continue
    const v = row(Vt, k)
    const scaled = v.slice()
    scale(1 / values[k], scaled)
    for (let i = 0; i < n; i++) axpy(v[i], scaled, row(out, i))
  }
  return out
}
