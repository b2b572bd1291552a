/** QR by Householder reflections, with LAPACK's signs (Golub & Van Loan, 4th ed., 5.2.2). */
import { matrix, row, transpose, type Matrix } from '../matrix'
import { eigh } from './eigh'
import { reflect, reflector } from './householder'
import { gram } from './matmul'
import { norm, scale } from './vector'

export interface QR {
  /** rows × k with orthonormal columns, k = min(rows, columns). */
  readonly Q: Matrix
  /** k × columns, upper triangular. */
  readonly R: Matrix
}

/** R, and the reflections whose product is Q. */
interface Factored {
  readonly R: Matrix
  /** The vector of reflection j from place j of row j on. */
  readonly reflectors: Matrix
  readonly taus: Float64Array
}

/** Takes A by columns, so that each reflection runs along contiguous memory, and overwrites it with the reflections. */
function factor(reflectors: Matrix): Factored {
  const [n, m] = reflectors.shape
  const k = Math.min(m, n)
  const taus = new Float64Array(k)
  const R = matrix(k, n)
  for (let j = 0; j < k; j++) {
    const v = row(reflectors, j).subarray(j)
    const { tau, beta } = reflector(v)
    taus[j] = tau
    R.data[j * n + j] = beta
    for (let c = j + 1; c < n; c++) reflect(v, tau, row(reflectors, c).subarray(j))
  }
  for (let c = 0; c < n; c++)
    for (let i = 0; i < Math.min(c, k); i++) R.data[i * n + c] = reflectors.data[c * m + i]
  return { R, reflectors, taus }
}

/** A = Q R, thin. */
export function qr(A: Matrix): QR {
  const { Qt, R } = qrOfColumns(transpose(A))
  return { Q: transpose(Qt), R }
}

/** Qᵀ and R of the matrix with these columns, whose memory is worked in. */
export function qrOfColumns(columns: Matrix): { readonly Qt: Matrix; readonly R: Matrix } {
  const m = columns.shape[1]
  const { R, reflectors, taus } = factor(columns)
  const k = taus.length
  const Qt = matrix(k, m)
  for (let j = k - 1; j >= 0; j--) {
    Qt.data[j * m + j] = 1
    const v = row(reflectors, j).subarray(j)
    for (let c = j; c < k; c++) reflect(v, taus[j], row(Qt, c).subarray(j))
  }
  return { Qt, R }
}

/** R and Qᵀ b for each b, without Q itself: a third of the work of `qr` for tall matrices. */
export function qrProject(
  A: Matrix,
  targets: readonly Float64Array[]
): { readonly R: Matrix; readonly projected: Float64Array[] } {
  const { R, reflectors, taus } = factor(transpose(A))
  const projected = targets.map((b) => {
    const x = b.slice()
    taus.forEach((tau, j) => reflect(row(reflectors, j).subarray(j), tau, x.subarray(j)))
    return x.slice(0, taus.length)
  })
  return { R, projected }
}

/** An independence that is far above what rounding leaves of 0. */
const SURE = 1e-6

/**
 * How far the columns of a tall matrix are from depending on each other, by their Gram matrix: its least eigenvalue when
 * they are scaled to length 1; 1 for orthogonal columns, 0 for dependent ones and for lengths out of range.
 */
export function independence({ data, shape: [n] }: Matrix): number {
  const lengths = Float64Array.from({ length: n }, (_, j) => Math.sqrt(data[j * n + j]))
  if (!lengths.every((length) => length > 1e-140 && length < 1e140)) return 0
  const scaled = matrix(n, n)
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) scaled.data[i * n + j] = data[i * n + j] / lengths[i] / lengths[j]
  return Math.max(eigh(scaled).values[0], 0)
}

/**
 * How many columns of A are independent of each other, whatever their lengths: QR with column pivoting on columns of
 * length 1 (Golub & Van Loan, 4th ed., 5.4.2), up to a rounding error that grows with the root of the size.
 */
export function columnRank(A: Matrix): number {
  const [m, n] = A.shape
  if (m > n && independence(gram(A)) > SURE) return n
  const columns = transpose(A)
  const rest: Float64Array[] = []
  for (let j = 0; j < n; j++) {
    const x = row(columns, j)
    const length = norm(x)
    if (length > 0) rest.push(x)
    if (length > 0) scale(1 / length, x)
  }
  const tolerance = 8 * Number.EPSILON * Math.sqrt(Math.max(m, n))
  for (let rank = 0; ; rank++) {
    const lengths = rest.map((x) => norm(x.subarray(rank)))
    const longest = lengths.reduce((best, length, j) => (length > lengths[best] ? j : best), 0)
    if (rank === m || rest.length === 0 || lengths[longest] <= tolerance) return rank
    const v = rest[longest].subarray(rank)
    rest.splice(longest, 1)
    const { tau } = reflector(v)
    for (const x of rest) reflect(v, tau, x.subarray(rank))
  }
}
