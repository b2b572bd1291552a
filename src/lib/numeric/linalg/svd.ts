/**
 * The thin singular value decomposition by Householder bidiagonalisation and implicitly shifted QR (Golub & Reinsch,
 * Numer. Math. 14, 1970; Golub & Van Loan, Matrix Computations, 4th ed., 8.6). Tall matrices go through QR first.
 */
import { matrix, row, transpose, type Matrix } from '../matrix'
import { LinAlgError, requireFinite } from './errors'
import { reflect, reflector } from './householder'
import { identity } from './lu'
import { matmul, matmulTN } from './matmul'
import { qr, qrOfColumns } from './qr'
import { axpy, rotate, scale } from './vector'

const MAX_SWEEPS = 75
const EPSILON = Number.EPSILON / 2
/** What counts as zero beside nothing: LAPACK's safe minimum over its precision. */
const TINY = 2 ** -966

export interface SVD {
  /** rows × k, k = min(rows, columns). */
  readonly U: Matrix
  /** Descending, k values. */
  readonly s: Float64Array
  /** k × columns. */
  readonly Vt: Matrix
}

/** A = U B Vᵀ with B upper bidiagonal: `diagonal`, and `upper` right of it (its last value is a zero). */
interface Bidiagonal {
  readonly diagonal: Float64Array
  readonly upper: Float64Array
  readonly Ut: Matrix
  readonly Vt: Matrix
}

/** For square A. */
function bidiagonalise(A: Matrix): Bidiagonal {
  const n = A.shape[0]
  const columns = transpose(A)
  const rightVectors = matrix(n, n)
  const diagonal = new Float64Array(n)
  const upper = new Float64Array(n)
  const leftTaus = new Float64Array(n)
  const rightTaus = new Float64Array(n)
  for (let k = 0; k < n; k++) {
    const v = row(columns, k).subarray(k)
    const left = reflector(v)
    diagonal[k] = left.beta
    leftTaus[k] = left.tau
    for (let j = k + 1; j < n; j++) reflect(v, left.tau, row(columns, j).subarray(k))
    if (k + 1 >= n) break
    const u = row(rightVectors, k).subarray(k + 1)
    for (let j = 0; j < u.length; j++) u[j] = columns.data[(k + 1 + j) * n + k]
    const right = reflector(u)
    upper[k] = right.beta
    rightTaus[k] = right.tau
    if (right.tau === 0) continue
    const Au = new Float64Array(n - k - 1)
    for (let j = 0; j < u.length; j++) axpy(u[j], row(columns, k + 1 + j).subarray(k + 1), Au)
    for (let j = 0; j < u.length; j++) axpy(-right.tau * u[j], Au, row(columns, k + 1 + j).subarray(k + 1))
  }
  const Ut = identity(n)
  const Vt = identity(n)
  for (let k = n - 1; k >= 0; k--) {
    for (let i = k; i < n; i++) reflect(row(columns, k).subarray(k), leftTaus[k], row(Ut, i).subarray(k))
    for (let i = k + 1; i < n; i++)
      reflect(row(rightVectors, k).subarray(k + 1), rightTaus[k], row(Vt, i).subarray(k + 1))
  }
  return { diagonal, upper, Ut, Vt }
}

/** The last diagonal value is zero: rotations of V's columns push the value above it out of the matrix. */
function clearLastColumn({ diagonal: d, upper: e, Vt }: Bidiagonal, start: number, end: number): void {
  let f = e[end - 1]
  e[end - 1] = 0
  for (let j = end - 1; j >= start; j--) {
    const t = Math.hypot(d[j], f)
    const c = t === 0 ? 1 : d[j] / t
    const s = t === 0 ? 0 : f / t
    d[j] = t
    if (j > start) {
      f = -s * e[j - 1]
      e[j - 1] *= c
    }
    rotate(row(Vt, j), row(Vt, end), c, s)
  }
}

/** d[zero] is zero: rotations of U's columns push the value right of it out of the matrix. */
function clearRow({ diagonal: d, upper: e, Ut }: Bidiagonal, zero: number, end: number): void {
  let f = e[zero]
  e[zero] = 0
  for (let j = zero + 1; j <= end; j++) {
    const t = Math.hypot(d[j], f)
    const c = t === 0 ? 1 : d[j] / t
    const s = t === 0 ? 0 : f / t
    d[j] = t
    f = -s * e[j]
    e[j] *= c
    rotate(row(Ut, j), row(Ut, zero), c, s)
  }
}

/** One QR sweep over start … end, with Wilkinson's shift from the trailing 2 × 2 block of BᵀB. */
function sweep({ diagonal: d, upper: e, Ut, Vt }: Bidiagonal, start: number, end: number): void {
  const size = Math.max(...[d[end], d[end - 1], e[end - 1], d[start], e[start]].map(Math.abs))
  const last = d[end] / size
  const before = d[end - 1] / size
  const between = e[end - 1] / size
  const first = d[start] / size
  const b = ((before + last) * (before - last) + between * between) / 2
  const c = (last * between) ** 2
  const root = Math.sqrt(b * b + c)
  const shift = b === 0 && c === 0 ? 0 : c / (b + (b < 0 ? -root : root))
  let f = (first + last) * (first - last) + shift
  let g = first * (e[start] / size)
  for (let j = start; j < end; j++) {
    let t = Math.hypot(f, g)
    let cos = t === 0 ? 1 : f / t
    let sin = t === 0 ? 0 : g / t
    if (j > start) e[j - 1] = t
    f = cos * d[j] + sin * e[j]
    e[j] = cos * e[j] - sin * d[j]
    g = sin * d[j + 1]
    d[j + 1] *= cos
    rotate(row(Vt, j), row(Vt, j + 1), cos, sin)
    t = Math.hypot(f, g)
    cos = t === 0 ? 1 : f / t
    sin = t === 0 ? 0 : g / t
    d[j] = t
    f = cos * e[j] + sin * d[j + 1]
    d[j + 1] = cos * d[j + 1] - sin * e[j]
    g = sin * e[j + 1]
    e[j + 1] *= cos
    rotate(row(Ut, j), row(Ut, j + 1), cos, sin)
  }
  e[end - 1] = f
}

/** Makes B diagonal in place; what was zero up to rounding beside its neighbours becomes zero. */
function diagonalise(B: Bidiagonal): void {
  const { diagonal: d, upper: e } = B
  let sweeps = 0
  for (let end = d.length - 1; end > 0;) {
    let start = end
    while (
      start > 0 &&
      Math.abs(e[start - 1]) > TINY + EPSILON * (Math.abs(d[start - 1]) + Math.abs(d[start]))
    )
      start--
    if (start > 0) e[start - 1] = 0
    if (start === end) {
      end--
      sweeps = 0
      continue
    }
    let zero = end
    const beside = (i: number): number =>
      (i < end ? Math.abs(e[i]) : 0) + (i > start ? Math.abs(e[i - 1]) : 0)
    while (zero >= start && Math.abs(d[zero]) > TINY + EPSILON * beside(zero)) zero--
    if (zero >= start) d[zero] = 0
    if (zero === end) clearLastColumn(B, start, end)
    else if (zero >= start) clearRow(B, zero, end)
    else if (sweeps++ < MAX_SWEEPS) sweep(B, start, end)
    else throw new LinAlgError('The singular values did not converge')
  }
}

function svdSquare(A: Matrix): SVD {
  const n = A.shape[0]
  const B = bidiagonalise(A)
  diagonalise(B)
  const s = B.diagonal
  for (let i = 0; i < n; i++)
    if (s[i] < 0) {
      s[i] = -s[i]
      scale(-1, row(B.Vt, i))
    }
  const order = Array.from(s.keys()).sort((a, b) => s[b] - s[a])
  const sortRows = (M: Matrix): Matrix => {
    const sorted = matrix(n, n)
    order.forEach((from, to) => row(sorted, to).set(row(M, from)))
    return sorted
  }
  return {
    U: transpose(sortRows(B.Ut)),
    s: Float64Array.from(order, (i) => s[i]),
    Vt: sortRows(B.Vt)
  }
}

/** A = U diag(s) Vᵀ. Throws LinAlgError without convergence or when A has NaN or infinity. */
export function svd(A: Matrix): SVD {
  const [m, n] = A.shape
  requireFinite(A.data)
  if (m < n) {
    const { U, s, Vt } = svd(transpose(A))
    return { U: transpose(Vt), s, Vt: transpose(U) }
  }
  if (m === n) return svdSquare(A)
  const { Q, R } = qr(A)
  const { U, s, Vt } = svdSquare(R)
  return { U: matmul(Q, U), s, Vt }
}

/** Left singular vectors as rows, and singular values, of the matrix with these columns, whose memory is worked in. */
export function leftSingular(columns: Matrix): { readonly Ut: Matrix; readonly s: Float64Array } {
  const [n, m] = columns.shape
  if (m <= n) {
    const { s, Vt } = svd(columns)
    return { Ut: Vt, s }
  }
  requireFinite(columns.data)
  const { Qt, R } = qrOfColumns(columns)
  const { U, s } = svdSquare(R)
  return { Ut: matmulTN(U, Qt), s }
}
