/** LU with partial pivoting (Golub & Van Loan, 4th ed., 3.4.4), and what follows from it. */
import { matrix, row, transpose, type Matrix } from '../matrix'
import { asColumn, solveLower, solveUpper } from './triangular'
import { add1, add4 } from './vector'

export interface LU {
  /** L below the diagonal (its own diagonal is ones), U on and above it. */
  readonly lu: Matrix
  /** Row i of L·U is row permutation[i] of A. */
  readonly permutation: Int32Array
  /** The permutation's sign. */
  readonly sign: number
}

/** The factors of a rows × columns matrix; where it is square and singular, U has a zero on its diagonal. */
function lu(A: Matrix): LU {
  const { columns, ...rest } = factor(A)
  return { lu: transpose(columns), ...rest }
}

/** The factors by columns, along which all work runs: each is freed of the columns before it when its turn comes. */
function factor(A: Matrix): Omit<LU, 'lu'> & { readonly columns: Matrix } {
  const [m, n] = A.shape
  const columns = transpose(A)
  const a = columns.data
  const permutation = Int32Array.from({ length: m }, (_, i) => i)
  let sign = 1
  for (let k = 0; k < n; k++) {
    const own = k * m
    reduce(a, m, k)
    if (k >= m) continue
    let pivot = k
    for (let i = k + 1; i < m; i++) if (Math.abs(a[own + i]) > Math.abs(a[own + pivot])) pivot = i
    if (a[own + pivot] === 0) continue
    if (pivot !== k) {
      for (let at = 0; at < a.length; at += m) [a[at + k], a[at + pivot]] = [a[at + pivot], a[at + k]]
      ;[permutation[k], permutation[pivot]] = [permutation[pivot], permutation[k]]
      sign = -sign
    }
    for (let i = own + k + 1; i < own + m; i++) a[i] /= a[own + k]
  }
  return { columns, permutation, sign }
}

/** Takes from column k what the columns before it explain: down to the diagonal one by one, below it four at a time. */
function reduce(a: Float64Array, m: number, k: number): void {
  const own = k * m
  const end = Math.min(k, m)
  for (let p = 0; p < end; p++) add1(a, own + p + 1, a, p * m + p + 1, end - p - 1, -a[own + p])
  let p = 0
  for (; p + 4 <= end; p += 4) {
    const [f0, f1, f2, f3] = [a[own + p], a[own + p + 1], a[own + p + 2], a[own + p + 3]]
    add4(a, own + end, a, p * m + end, m, m - end, -f0, -f1, -f2, -f3)
  }
  for (; p < end; p++) add1(a, own + end, a, p * m + end, m - end, -a[own + p])
}

/** The factors of a matrix that must be square. */
function squareLU(A: Matrix): LU {
  const [n, cols] = A.shape
  if (n !== cols) throw new RangeError(`A square matrix is needed, not ${n} × ${cols}`)
  return lu(A)
}

/** P · L, rows × min(rows, columns): a basis of A's range that is cheaper than an orthonormal one. */
export function luRange(A: Matrix): Matrix {
  const { columns, permutation } = factor(A)
  const [m, n] = A.shape
  const k = Math.min(m, n)
  const out = matrix(m, k)
  permutation.forEach((to, i) => {
    for (let c = 0; c < Math.min(i, k); c++) out.data[to * k + c] = columns.data[c * m + i]
    if (i < k) out.data[to * k + i] = 1
  })
  return out
}

/** X with A X = B. Throws LinAlgError when A is exactly singular. */
export function solve(A: Matrix, B: Matrix): Matrix {
  const { lu: LU, permutation } = squareLU(A)
  const permuted = matrix(B.shape[0], B.shape[1])
  permutation.forEach((from, i) => row(permuted, i).set(row(B, from)))
  return solveUpper(LU, solveLower(LU, permuted, { unit: true }))
}

/** x with A x = b. */
export const solveVector = (A: Matrix, b: Float64Array): Float64Array => solve(A, asColumn(b)).data

/** The inverse. Throws LinAlgError when A is exactly singular. */
export function inv(A: Matrix): Matrix {
  return solve(A, identity(A.shape[0]))
}

/** The sign of the determinant and the logarithm of its absolute value (0 and −∞ for a singular matrix). */
export function slogdet(A: Matrix): { sign: number; logabsdet: number } {
  const { lu: LU, sign } = squareLU(A)
  const n = A.shape[0]
  let total = sign
  let logabsdet = 0
  for (let i = 0; i < n; i++) {
    const pivot = LU.data[i * (n + 1)]
    if (pivot === 0) return { sign: 0, logabsdet: -Infinity }
    total *= Math.sign(pivot)
    logabsdet += Math.log(Math.abs(pivot))
  }
  return { sign: total, logabsdet }
}

/** The determinant. */
export function det(A: Matrix): number {
  const { lu: LU, sign } = squareLU(A)
  const n = A.shape[0]
  let product = sign
  for (let i = 0; i < n; i++) product *= LU.data[i * (n + 1)]
  return product
}

/** The n × n identity. */
export function identity(n: number): Matrix {
  const I = matrix(n, n)
  for (let i = 0; i < n; i++) I.data[i * (n + 1)] = 1
  return I
}
