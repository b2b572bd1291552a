/**
 * Minimises the quadratic model over the free variables by the direct primal method (Byrd, Lu, Nocedal & Zhu 1995,
 * section 5.1), with the projection of version 3.0 (Morales & Nocedal 2011, ACM Trans. Math. Software 38).
 */
import { choleskyUpper, solveUpper, solveUpperTransposed } from './_linpack'
import type { Box, FreeSet } from './_lbfgsbBounds'
import { dot, type CompactMatrix } from './_lbfgsbMatrix'

export class Subspace {
  /** Inner products over free and over held variables, kept from one iteration to the next. */
  private readonly inner: Float64Array
  /** The factor LELᵀ of the indefinite matrix K. */
  private readonly k: Float64Array

  constructor(private readonly m: number) {
    this.inner = new Float64Array(4 * m * m)
    this.k = new Float64Array(4 * m * m)
  }

  /** Forms and factorises K; false when it is not positive definite where it must be. `updated`: B has a new pair. */
  factorise(B: CompactMatrix, free: FreeSet, updated: boolean): boolean {
    this.updateInner(B, free, updated)
    const { m, inner, k } = this
    const { col, theta, sy } = B
    const ld = 2 * m
    for (let i = 0; i < col; i++) {
      const right = (col + i) * ld
      for (let j = 0; j <= i; j++) {
        k[j + i * ld] = inner[i + j * ld] / theta
        k[col + j + right] = inner[m + i + (m + j) * ld] * theta
      }
      for (let j = 0; j < col; j++) k[j + right] = (j < i ? -1 : 1) * inner[m + i + j * ld]
      k[i + i * ld] += sy[i + i * m]
    }
    if (!choleskyUpper(k, ld, col)) return false
    const column = (j: number): Float64Array => k.subarray(j * ld, j * ld + col)
    for (let j = col; j < 2 * col; j++) if (!solveUpperTransposed(k, ld, col, column(j))) return false
    for (let i = col; i < 2 * col; i++)
      for (let j = i; j < 2 * col; j++) k[i + j * ld] += dot(column(i), column(j))
    return choleskyUpper(k, ld, col, col + col * ld)
  }

  /** Brings YᵀZZᵀY, SᵀAAᵀS, L_a and R_z up to date (the lower triangle of a 2m × 2m matrix). */
  private updateInner({ s, y, col, updates }: CompactMatrix, free: FreeSet, updated: boolean): void {
    const { m, inner } = this
    const ld = 2 * m
    const isFree = free.index.subarray(0, free.count)
    const isHeld = free.index.subarray(free.count)
    if (updated && updates > m)
      for (let j = 0; j < m - 1; j++) {
        inner.copyWithin(j + j * ld, j + 1 + (j + 1) * ld, m + (j + 1) * ld)
        const js = m + j
        inner.copyWithin(js + js * ld, js + 1 + (js + 1) * ld, 2 * m + (js + 1) * ld)
        inner.copyWithin(m + j * ld, m + 1 + (j + 1) * ld, 2 * m + (j + 1) * ld)
      }
    const kept = updated ? col - 1 : col
    if (updated) {
      const last = col - 1
      for (let j = 0; j < col; j++) {
        inner[last + j * ld] = partialDot(y[last], y[j], isFree)
        inner[m + last + (m + j) * ld] = partialDot(s[last], s[j], isHeld)
        inner[m + last + j * ld] = partialDot(s[last], y[j], isHeld)
      }
      for (let i = 0; i < col; i++) inner[m + i + last * ld] = partialDot(s[i], y[last], isFree)
    }
    const { entering, leaving } = free
    if (entering.length + leaving.length === 0) return
    const change = (a: Float64Array, b: Float64Array): number =>
      partialDot(a, b, entering) - partialDot(a, b, leaving)
    for (let i = 0; i < kept; i++) {
      for (let j = 0; j <= i; j++) {
        inner[i + j * ld] += change(y[i], y[j])
        inner[m + i + (m + j) * ld] -= change(s[i], s[j])
      }
      for (let j = 0; j < kept; j++) inner[m + i + j * ld] += (i <= j ? 1 : -1) * change(s[i], y[j])
    }
  }

  /**
   * Moves `z` from the Cauchy point to the minimiser of the model over the free variables, kept in the box.
   * `c` is Wᵀ(z − x) as the Cauchy search left it. False when a factor is singular.
   */
  minimise(
    B: CompactMatrix,
    box: Box,
    free: FreeSet,
    x: Float64Array,
    g: Float64Array,
    z: Float64Array,
    c: Float64Array
  ): boolean {
    const { s, y, theta, col } = B
    const index = free.index.subarray(0, free.count)
    const d = new Float64Array(free.count)
    if (!reducedGradient(B, box, index, x, g, z, c, d)) return false

    const ld = 2 * this.m
    const v = new Float64Array(2 * col)
    for (let j = 0; j < col; j++)
      for (let i = 0; i < index.length; i++) {
        v[j] += y[j][index[i]] * d[i]
        v[col + j] += s[j][index[i]] * d[i]
      }
    for (let j = col; j < 2 * col; j++) v[j] *= theta
    if (!solveUpperTransposed(this.k, ld, 2 * col, v)) return false
    for (let j = 0; j < col; j++) v[j] = -v[j]
    if (!solveUpper(this.k, ld, 2 * col, v)) return false
    for (let j = 0; j < col; j++)
      for (let i = 0; i < index.length; i++)
        d[i] += (y[j][index[i]] * v[j]) / theta + s[j][index[i]] * v[col + j]
    for (let i = 0; i < index.length; i++) d[i] /= theta
    moveInside(box, index, x, g, z, d)
    return true
  }
}

const partialDot = (a: Float64Array, b: Float64Array, index: ArrayLike<number>): number => {
  let sum = 0
  for (let i = 0; i < index.length; i++) sum += a[index[i]] * b[index[i]]
  return sum
}

/** r = −Zᵀ(B(z − x) + g) at the Cauchy point z. */
function reducedGradient(
  B: CompactMatrix,
  box: Box,
  index: Int32Array,
  x: Float64Array,
  g: Float64Array,
  z: Float64Array,
  c: Float64Array,
  r: Float64Array
): boolean {
  const { s, y, theta, col } = B
  for (let i = 0; i < index.length; i++) r[i] = -g[index[i]]
  if (!box.constrained) return true
  for (let i = 0; i < index.length; i++) r[i] -= theta * (z[index[i]] - x[index[i]])
  const mc = new Float64Array(2 * col)
  if (!B.multiplyMiddle(c, mc)) return false
  for (let j = 0; j < col; j++)
    for (let i = 0; i < index.length; i++)
      r[i] += y[j][index[i]] * mc[j] + s[j][index[i]] * theta * mc[col + j]
  return true
}

/** z + d, projected on the box; where that would not go down, z + αd with the largest α that stays inside. */
function moveInside(
  { lower, upper }: Box,
  index: Int32Array,
  x: Float64Array,
  g: Float64Array,
  z: Float64Array,
  d: Float64Array
): void {
  const cauchy = Float64Array.from(z)
  let hit = false
  for (let i = 0; i < index.length; i++) {
    const k = index[i]
    z[k] = Math.min(upper[k], Math.max(lower[k], z[k] + d[i]))
    hit ||= z[k] === lower[k] || z[k] === upper[k]
  }
  if (!hit) return
  let slope = 0
  for (let i = 0; i < x.length; i++) slope += (z[i] - x[i]) * g[i]
  if (!(slope > 0)) return
  z.set(cauchy)
  let alpha = 1
  let blocking = -1
  for (let i = 0; i < index.length; i++) {
    if (d[i] === 0) continue
    const bound = d[i] > 0 ? upper[index[i]] : lower[index[i]]
    const room = bound - z[index[i]]
    const most = Math.sign(room) !== Math.sign(d[i]) ? 0 : room / d[i]
    if (most < alpha) [alpha, blocking] = [most, i]
  }
  if (blocking >= 0) {
    const k = index[blocking]
    z[k] = d[blocking] > 0 ? upper[k] : lower[k]
    d[blocking] = 0
  }
  for (let i = 0; i < index.length; i++) z[index[i]] += alpha * d[i]
}
