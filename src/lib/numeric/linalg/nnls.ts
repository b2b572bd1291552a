import { column, matrix, row, type Matrix } from '../matrix'
import { LinAlgError } from './errors'
import { lstsq } from './lstsq'
import { matvec, rmatvec } from './matmul'
import { qrProject } from './qr'
import { dot, norm } from './vector'

/** The given columns of A. */
function takeColumns(A: Matrix, columns: readonly number[]): Matrix {
  const out = matrix(A.shape[0], columns.length)
  for (let i = 0; i < A.shape[0]; i++) {
    const from = row(A, i)
    const to = row(out, i)
    columns.forEach((column, j) => (to[j] = from[column]))
  }
  return out
}

/**
 * The x ≥ 0 that minimises ‖A x − b‖, by the active set method of Lawson & Hanson (Solving Least Squares Problems, 1974,
 * algorithm 23.10) on A's triangular factor. Throws LinAlgError after 3 · columns steps without an end.
 */
export function nnls(A: Matrix, b: Float64Array): Float64Array {
  const n = A.shape[1]
  const { R, projected } = qrProject(A, [b])
  const c = projected[0]
  const x = new Float64Array(n)
  const free = new Set<number>()
  // Those whose release moved nothing, for rounding: not tried again until something else moves.
  const refused = new Set<number>()
  const lengths = Float64Array.from({ length: n }, (_, j) => norm(column(R, j)))
  let steps = 3 * n
  for (;;) {
    const fitted = matvec(R, x)
    const downhill = rmatvec(
      R,
      c.map((value, i) => value - fitted[i])
    )
    // Where x is optimal the gradient is zero up to the rounding of what R x was added from: no smaller one leads down.
    const rounding = 1e-14 * (norm(c) + dot(lengths, x))
    let entering = -1
    for (let j = 0; j < n; j++) {
      const held = free.has(j) || refused.has(j) || downhill[j] <= rounding * lengths[j]
      if (!held && (entering < 0 || downhill[j] > downhill[entering])) entering = j
    }
    if (entering < 0) return x
    free.add(entering)
    while (free.size > 0) {
      if (steps-- === 0) throw new LinAlgError('Non-negative least squares did not end')
      const columns = [...free]
      const z = lstsq(takeColumns(R, columns), c).x
      // The furthest step towards z that keeps every coefficient non-negative, and who limits it.
      let step = 1
      let limiting = -1
      columns.forEach((j, at) => {
        const possible = z[at] <= 0 ? x[j] / (x[j] - z[at]) : Infinity
        if (possible < step) [step, limiting] = [possible, j]
      })
      if (step === 0 && limiting === entering) refused.add(entering)
      else if (!refused.has(entering)) refused.clear()
      columns.forEach((j, at) => {
        x[j] = j === limiting ? 0 : x[j] + step * (z[at] - x[j])
        if (limiting >= 0 && x[j] <= 0) {
          x[j] = 0
          free.delete(j)
        }
      })
      if (limiting < 0) break
    }
  }
}
