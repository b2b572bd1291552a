/** Products of dense matrices. The inner loops run along rows, four at a time, over blocks that stay in the cache. */
import { matrix, row, transpose, type Matrix } from '../matrix'
import { add1, add4, dot } from './vector'

/** Rows of the right factor worked on at once, and columns of it: a 64 × 512 panel is 256 KiB. */
const PANEL_ROWS = 64
const PANEL_COLS = 512

function checkInner(a: number, b: number): void {
  if (a !== b) throw new RangeError(`Matrices do not fit: inner sizes ${a} and ${b}`)
}

/** Two rows of C at once: each value of B that is loaded serves both. `a` holds A's two rows from ai and aj on. */
function add4Twice(
  c: Float64Array,
  ci: number,
  cj: number,
  b: Float64Array,
  b0: number,
  step: number,
  count: number,
  a: Float64Array,
  ai: number,
  aj: number
): void {
  const p0 = a[ai]
  const p1 = a[ai + 1]
  const p2 = a[ai + 2]
  const p3 = a[ai + 3]
  const q0 = a[aj]
  const q1 = a[aj + 1]
  const q2 = a[aj + 2]
  const q3 = a[aj + 3]
  const b1 = b0 + step
  const b2 = b1 + step
  const b3 = b2 + step
  for (let j = 0; j < count; j++) {
    const v0 = b[b0 + j]
    const v1 = b[b1 + j]
    const v2 = b[b2 + j]
    const v3 = b[b3 + j]
    c[ci + j] += p0 * v0 + p1 * v1 + (p2 * v2 + p3 * v3)
    c[cj + j] += q0 * v0 + q1 * v1 + (q2 * v2 + q3 * v3)
  }
}

/** A · B. */
export function matmul(A: Matrix, B: Matrix): Matrix {
  const [n, inner] = A.shape
  const cols = B.shape[1]
  checkInner(inner, B.shape[0])
  if (cols === 1) return matrix(n, 1, matvec(A, B.data))
  const a = A.data
  const b = B.data
  const c = new Float64Array(n * cols)
  for (let j0 = 0; j0 < cols; j0 += PANEL_COLS) {
    const width = Math.min(PANEL_COLS, cols - j0)
    for (let k0 = 0; k0 < inner; k0 += PANEL_ROWS) {
      const kEnd = Math.min(k0 + PANEL_ROWS, inner)
      const kFours = kEnd - ((kEnd - k0) % 4)
      for (let i = 0; i < n; i += 2) {
        const both = i + 1 < n
        const ai = i * inner
        const ci = i * cols + j0
        for (let k = k0; k < kFours; k += 4) {
          const bk = k * cols + j0
          if (both) add4Twice(c, ci, ci + cols, b, bk, cols, width, a, ai + k, ai + inner + k)
          else add4(c, ci, b, bk, cols, width, a[ai + k], a[ai + k + 1], a[ai + k + 2], a[ai + k + 3])
        }
        for (let k = kFours; k < kEnd; k++) {
          add1(c, ci, b, k * cols + j0, width, a[ai + k])
          if (both) add1(c, ci + cols, b, k * cols + j0, width, a[ai + inner + k])
        }
      }
    }
  }
  return matrix(n, cols, c)
}

/** Aᵀ · B: for tall factors, whose product is small, a sum over their rows without forming Aᵀ. */
export function matmulTN(A: Matrix, B: Matrix): Matrix {
  const [n, d] = A.shape
  const cols = B.shape[1]
  checkInner(n, B.shape[0])
  if (d * cols > PANEL_ROWS * PANEL_COLS || n < d) return matmul(transpose(A), B)
  const a = A.data
  const b = B.data
  const c = new Float64Array(d * cols)
  let i = 0
  for (; i + 4 <= n; i += 4)
    for (let p = 0, at = i * d; p < d; p++, at++)
      add4(c, p * cols, b, i * cols, cols, cols, a[at], a[at + d], a[at + 2 * d], a[at + 3 * d])
  for (; i < n; i++) for (let p = 0; p < d; p++) add1(c, p * cols, b, i * cols, cols, a[i * d + p])
  return matrix(d, cols, c)
}

/** A · Bᵀ: dot products of rows. */
export function matmulNT(A: Matrix, B: Matrix): Matrix {
  checkInner(A.shape[1], B.shape[1])
  return matmul(A, transpose(B))
}

/** Xᵀ X, exactly symmetric; with weights w (one a row), Xᵀ diag(w) X. */
export function gram(X: Matrix, weights?: ArrayLike<number>): Matrix {
  const [n, d] = X.shape
  const x = X.data
  const g = new Float64Array(d * d)
  let i = 0
  for (; i + 4 <= n; i += 4) {
    const r = i * d
    for (let p = 0; p < d; p++) {
      const x0 = x[r + p] * (weights ? weights[i] : 1)
      const x1 = x[r + d + p] * (weights ? weights[i + 1] : 1)
      const x2 = x[r + 2 * d + p] * (weights ? weights[i + 2] : 1)
      const x3 = x[r + 3 * d + p] * (weights ? weights[i + 3] : 1)
      add4(g, p * d + p, x, r + p, d, d - p, x0, x1, x2, x3)
    }
  }
  for (; i < n; i++)
    for (let p = 0; p < d; p++) {
      const value = x[i * d + p] * (weights ? weights[i] : 1)
      for (let q = p; q < d; q++) g[p * d + q] += value * x[i * d + q]
    }
  for (let p = 0; p < d; p++) for (let q = 0; q < p; q++) g[p * d + q] = g[q * d + p]
  return matrix(d, d, g)
}

/** X Xᵀ, exactly symmetric: dot products of rows, of two with four at once so that each value loaded serves several. */
export function outerGram(X: Matrix): Matrix {
  const n = X.shape[0]
  const G = matrix(n, n)
  const g = G.data
  for (let i = 0; i < n; i += 2)
    for (let j = i; j < n; j += 4) {
      if (i + 2 <= n && j + 4 <= n) dots(X, i, j, G)
      else
        for (let p = i; p < Math.min(i + 2, n); p++)
          for (let q = j; q < Math.min(j + 4, n); q++) g[p * n + q] = dot(row(X, p), row(X, q))
    }
  for (let p = 0; p < n; p++) for (let q = 0; q < p; q++) g[p * n + q] = g[q * n + p]
  return G
}

/** The products of the rows i and i + 1 of X with its rows j … j + 3, into their places of G. */
function dots({ data: x, shape: [n, d] }: Matrix, i: number, j: number, { data: g }: Matrix): void {
  const a1 = (i + 1) * d
  const j1 = (j + 1) * d
  const j2 = j1 + d
  const j3 = j2 + d
  let p0 = 0
  let p1 = 0
  let p2 = 0
  let p3 = 0
  let q0 = 0
  let q1 = 0
  let q2 = 0
  let q3 = 0
  for (let k = 0; k < d; k++) {
    const p = x[i * d + k]
    const q = x[a1 + k]
    const b0 = x[j * d + k]
    const b1 = x[j1 + k]
    const b2 = x[j2 + k]
    const b3 = x[j3 + k]
    p0 += p * b0
    p1 += p * b1
    p2 += p * b2
    p3 += p * b3
    q0 += q * b0
    q1 += q * b1
    q2 += q * b2
    q3 += q * b3
  }
  g.set([p0, p1, p2, p3], i * n + j)
  g.set([q0, q1, q2, q3], (i + 1) * n + j)
}

/** A · x. One loop over the data without views of rows, of which making one costs as much as a short dot product. */
export function matvec(A: Matrix, x: Float64Array): Float64Array {
  const [n, d] = A.shape
  checkInner(d, x.length)
  const a = A.data
  const out = new Float64Array(n)
  const even = d - (d % 4)
  for (let i = 0, at = 0; i < n; i++) {
    let s0 = 0
    let s1 = 0
    let s2 = 0
    let s3 = 0
    let j = 0
    for (; j < even; j += 4, at += 4) {
      s0 += a[at] * x[j]
      s1 += a[at + 1] * x[j + 1]
      s2 += a[at + 2] * x[j + 2]
      s3 += a[at + 3] * x[j + 3]
    }
    for (; j < d; j++, at++) s0 += a[at] * x[j]
    out[i] = s0 + s1 + (s2 + s3)
  }
  return out
}

/** Aᵀ · y. */
export function rmatvec(A: Matrix, y: ArrayLike<number>): Float64Array {
  const [n, d] = A.shape
  checkInner(n, y.length)
  const a = A.data
  const out = new Float64Array(d)
  let i = 0
  for (; i + 4 <= n; i += 4) add4(out, 0, a, i * d, d, d, y[i], y[i + 1], y[i + 2], y[i + 3])
  for (; i < n; i++) add1(out, 0, a, i * d, d, y[i])
  return out
}
