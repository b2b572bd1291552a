/**
 * Least absolute residuals with a price of its own above and below for each row: the linear program of quantile regression
 * and its L1-penalised forms. A primal simplex that walks along edges past breakpoints until the slope turns (Barrodale &
 * Roberts, SIAM J. Numer. Anal. 10, 1973, 839–848; Koenker & d'Orey, Appl. Stat. 36, 1987, 383–393). Ties cannot make it
 * cycle: it solves with targets moved by at most 1e-10 of their size, which leaves an optimal basis of the given problem.
 */
import { dot, inv, solveVector } from '../linalg'
import { row, takeRows, type Matrix } from '../matrix'
import { pacer } from '../pacer'
import { RandR } from '../random/RandR'

export interface AsymmetricL1Problem {
  /** Rows × k. */
  readonly A: Matrix
  readonly b: Float64Array
  /** The price of a unit of b − A·x above and below 0; none negative. */
  readonly up: Float64Array
  readonly down: Float64Array
  /** k linearly independent rows to begin with. */
  readonly basis: Int32Array
}

export interface AsymmetricL1Result {
  /** A minimiser at which the rows of the basis are met exactly. */
  readonly x: Float64Array
  readonly basis: Int32Array
  readonly nit: number
  readonly success: boolean
}

/** Edges walked between two factorisations from scratch. */
const REFRESH = 40

export async function minimizeAsymmetricL1(
  problem: AsymmetricL1Problem,
  { maxiter, signal }: { maxiter: number; signal?: AbortSignal }
): Promise<AsymmetricL1Result> {
  const pace = pacer(signal)
  const walk = new Simplex(problem)
  let nit = 0
  let success = false
  while (nit < maxiter) {
    if (nit % REFRESH === 0) walk.refresh()
    if (!walk.step()) {
      success = true
      break
    }
    nit++
    const due = pace()
    if (due) await due
  }
  const { A, b } = problem
  const met = Float64Array.from(walk.basis, (i) => b[i])
  return { x: solveVector(takeRows(A, walk.basis), met), basis: walk.basis, nit, success }
}

class Simplex {
  readonly basis: Int32Array
  private readonly k: number
  private readonly inBasis: Uint8Array
  /** The targets, moved so that no two rows tie. */
  private readonly b: Float64Array
  private readonly tolerance: number
  /** Column j is the direction that changes the residual of basis row j only. Stored by columns. */
  private directions: Float64Array[] = []
  private residual: Float64Array
  private readonly rates: Float64Array

  constructor(private readonly problem: AsymmetricL1Problem) {
    const { A, b, up, down } = problem
    this.basis = Int32Array.from(problem.basis)
    this.k = A.shape[1]
    this.inBasis = new Uint8Array(b.length)
    for (const i of this.basis) this.inBasis[i] = 1
    const random = new RandR(1)
    const size = b.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1
    this.b = b.map((value) => value + 1e-10 * size * random.nextUniform(0.5, 1))
    this.tolerance =
      1e-12 *
      (dot(
        up,
        up.map(() => 1)
      ) +
        dot(
          down,
          down.map(() => 1)
        ))
    this.residual = new Float64Array(b.length)
    this.rates = new Float64Array(b.length)
  }

  /** Directions and residuals from the basis alone, so that rounding does not pile up. */
  refresh(): void {
    const { A } = this.problem
    const { data } = inv(takeRows(A, this.basis))
    const { k } = this
    this.directions = Array.from({ length: k }, (_, j) =>
      Float64Array.from({ length: k }, (_value, l) => data[l * k + j])
    )
    const x = new Float64Array(k)
    this.directions.forEach((d, j) => d.forEach((value, l) => (x[l] += value * this.b[this.basis[j]])))
    for (let i = 0; i < this.b.length; i++)
      this.residual[i] = this.inBasis[i] ? 0 : this.b[i] - dot(row(A, i), x)
  }

  /** Walks the edge that goes down most; false at the optimum. */
  step(): boolean {
    const edge = this.steepest()
    if (!edge) return false
    const { A } = this.problem
    const d = this.directions[edge.j]
    for (let i = 0; i < this.b.length; i++)
      this.rates[i] = this.inBasis[i] && i !== this.basis[edge.j] ? 0 : edge.sign * dot(row(A, i), d)
    const entering = this.turningRow(edge.slope)
    if (entering < 0) return false
    const length = this.residual[entering] / this.rates[entering]
    for (let i = 0; i < this.b.length; i++) this.residual[i] -= length * this.rates[i]
    this.exchange(edge.j, entering)
    return true
  }

  /** Each edge leaves one basis row, upward or downward; the most negative slope, if there is one. */
  private steepest(): { j: number; sign: number; slope: number } | undefined {
    const { A, up, down } = this.problem
    const pull = new Float64Array(this.k)
    for (let i = 0; i < this.b.length; i++) {
      if (this.inBasis[i]) continue
      const price = this.residual[i] >= 0 ? up[i] : -down[i]
      if (price !== 0) for (let l = 0, at = i * this.k; l < this.k; l++, at++) pull[l] += price * A.data[at]
    }
    let best: { j: number; sign: number; slope: number } | undefined
    for (let j = 0; j < this.k; j++) {
      const dual = dot(pull, this.directions[j])
      const i = this.basis[j]
      for (const [sign, slope] of [
        [1, down[i] - dual],
        [-1, up[i] + dual]
      ])
        if (slope < -this.tolerance && slope < (best?.slope ?? 0)) best = { j, sign, slope }
    }
    return best
  }

  /** The row whose breakpoint turns the slope upward, by quickselect on the breakpoints; −1 when none does. */
  private turningRow(slope: number): number {
    const { up, down } = this.problem
    let rows: number[] = []
    for (let i = 0; i < this.b.length; i++)
      if (!this.inBasis[i] && Math.abs(this.rates[i]) > 1e-11 && this.breakpoint(i) > 0) rows.push(i)
    const weight = (i: number): number => Math.abs(this.rates[i]) * (up[i] + down[i])
    let passed = slope
    while (rows.length > 0) {
      const pivot = this.breakpoint(rows[rows.length >> 1])
      const before = rows.filter((i) => this.breakpoint(i) < pivot)
      const sumBefore = before.reduce((sum, i) => sum + weight(i), passed)
      if (sumBefore >= 0) {
        rows = before
        continue
      }
      const tied = rows.filter((i) => this.breakpoint(i) === pivot)
      passed = tied.reduce((sum, i) => sum + weight(i), sumBefore)
      if (passed >= 0) return tied.reduce((a, i) => (weight(i) > weight(a) ? i : a), tied[0])
      rows = rows.filter((i) => this.breakpoint(i) > pivot)
    }
    return -1
  }

  private breakpoint(i: number): number {
    return this.residual[i] / this.rates[i]
  }

  /** Row `entering` takes the place of basis row j. */
  private exchange(j: number, entering: number): void {
    const a = row(this.problem.A, entering)
    const leaving = this.basis[j]
    const pivot = dot(a, this.directions[j])
    const direction = this.directions[j].map((value) => value / pivot)
    this.directions = this.directions.map((d, l) => {
      if (l === j) return direction
      const share = dot(a, d)
      return d.map((value, r) => value - share * direction[r])
    })
    this.inBasis[leaving] = 0
    this.inBasis[entering] = 1
    this.basis[j] = entering
    this.residual[entering] = 0
  }
}
