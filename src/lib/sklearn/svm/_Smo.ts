import type { KernelRows } from './_KernelRows'

/**
 * min over b: ½ bᵀKb + linearᵀb with low ≤ b ≤ high and the sum of b kept, in each group by itself. Of each variable one
 * bound is 0: b is LIBSVM's α with the sign of its label. The arrays become the solver's, which puts them in other orders.
 */
export interface SmoProblem {
  readonly kernel: KernelRows
  readonly linear: Float64Array
  readonly start: Float64Array
  readonly low: Float64Array
  readonly high: Float64Array
  /** The group of each variable, 0 or 1, for the ν forms; without it all are in one. */
  readonly groups?: Uint8Array
}

/** How a problem is solved. */
export interface SmoSettings {
  readonly tol: number
  readonly shrinking: boolean
  /** Steps at most; −1 for any number. */
  readonly maxIter: number
  readonly pace: () => Promise<void> | undefined
}

export interface SmoSolution {
  readonly b: Float64Array
  /** The multiplier of each group's sum. */
  readonly multipliers: number[]
  readonly nIter: number
  readonly timedOut: boolean
}

/** Stands for a curvature that is not above 0. */
const TAU = 1e-12

/**
 * Sequential minimal optimisation: two variables move at a time, chosen by the second order (Fan, Chen & Lin, J. Mach. Learn.
 * Res. 6, 2005, 1889–1918, WSS 2); variables that stay at their bounds are left out for a while (Joachims 1998, as LIBSVM
 * shrinks: Chang & Lin, ACM Trans. Intell. Syst. Technol. 2(3), 2011, section 4).
 */
export class Smo {
  private readonly size: number
  /** Positions below are in play; variables are exchanged to put them there. */
  private active: number
  /** The variable at each position. All that follows is by position. */
  private readonly variable: Int32Array
  private readonly b: Float64Array
  private readonly linear: Float64Array
  private readonly low: Float64Array
  private readonly high: Float64Array
  private readonly group: Uint8Array
  private readonly groupCount: number
  private readonly grad: Float64Array
  /** What the variables at their bound beside 0 give to the gradient. */
  private readonly bound: Float64Array
  private restored = false
  /** The pair to move: the first rises, the second falls. */
  private pair: [number, number] = [-1, -1]

  constructor(
    private readonly problem: SmoProblem,
    private readonly settings: SmoSettings
  ) {
    const { start, linear, low, high, groups } = problem
    this.size = this.active = start.length
    this.variable = Int32Array.from(start, (_, i) => i)
    this.b = start
    this.linear = linear
    this.low = low
    this.high = high
    this.group = groups ?? new Uint8Array(start.length)
    this.groupCount = groups ? 2 : 1
    this.grad = linear.slice()
    this.bound = new Float64Array(start.length)
  }

  async solve(): Promise<SmoSolution> {
    const { size } = this
    const { maxIter, shrinking, pace } = this.settings
    for (let i = 0; i < size; i++) {
      this.addStart(i)
      const due = pace()
      if (due) await due
    }
    const every = Math.min(size, 1000)
    let untilShrink = every + 1
    let nIter = 0
    let timedOut = false
    for (;;) {
      timedOut = maxIter !== -1 && nIter >= maxIter
      if (timedOut) break
      if (--untilShrink === 0) {
        untilShrink = every
        if (shrinking) this.shrink()
      }
      if (!this.select()) {
        this.restore()
        if (!this.select()) break
        untilShrink = 1
      }
      nIter++
      this.move(...this.pair)
      if (nIter % 16 === 0) {
        const due = pace()
        if (due) await due
      }
    }
    const b = new Float64Array(size)
    this.variable.forEach((v, at) => (b[v] = this.b[at]))
    const multipliers = Array.from({ length: this.groupCount }, (_, g) => this.multiplier(g))
    return { b, multipliers, nIter, timedOut }
  }

  /** May b rise, or fall? Not both where it is at a bound. */
  private rises = (t: number): boolean => this.b[t] < this.high[t]
  private falls = (t: number): boolean => this.b[t] > this.low[t]
  private isFree = (t: number): boolean => this.rises(t) && this.falls(t)
  private isBound = (t: number): boolean => (this.low[t] < 0 ? !this.falls(t) : !this.rises(t))

  /** A variable that does not start at 0 gives its part to the gradient. */
  private addStart(i: number): void {
    if (this.b[i] === 0) return
    const row = this.problem.kernel.row(i, this.size)
    add(this.grad, row, this.b[i])
    if (this.isBound(i)) add(this.bound, row, this.b[i])
  }

  /** Finds the pair that violates optimality most, by the second order; false where all hold to the tolerance. */
  private select(): boolean {
    const { active, b, grad, low, high, group, groupCount } = this
    const { kernel } = this.problem
    const { diagonal } = kernel
    let violation = -Infinity
    let most = -Infinity
    let first = -1
    let second = -1
    for (let g = 0; g < groupCount; g++) {
      let rise = -Infinity
      let riser = -1
      for (let t = 0; t < active; t++)
        if (group[t] === g && b[t] < high[t] && -grad[t] >= rise) {
          rise = -grad[t]
          riser = t
        }
      if (riser < 0) continue
      const row = kernel.row(riser, active)
      const own = diagonal[riser]
      let fall = -Infinity
      for (let t = 0; t < active; t++) {
        if (group[t] !== g || b[t] <= low[t]) continue
        if (grad[t] > fall) fall = grad[t]
        const apart = rise + grad[t]
        if (apart <= 0) continue
        const curvature = own + diagonal[t] - 2 * row[t]
        const gain = (apart * apart) / (curvature > 0 ? curvature : TAU)
        // Of equal gains that of the last position counts, in whichever group.
        if (gain > most || (gain === most && t > second)) {
          most = gain
          first = riser
          second = t
        }
      }
      violation = Math.max(violation, rise + fall)
    }
    this.pair = [first, second]
    return violation >= this.settings.tol && second >= 0
  }

  /** Moves b[i] up and b[j] down by as much, to the optimum of the two or to a bound. */
  private move(i: number, j: number): void {
    const { active, b, grad, low, high } = this
    const { kernel } = this.problem
    const rowI = kernel.row(i, active)
    const rowJ = kernel.row(j, active)
    const curvature = kernel.diagonal[i] + kernel.diagonal[j] - 2 * rowI[j]
    const step = (grad[j] - grad[i]) / (curvature > 0 ? curvature : TAU)
    const wasBound = [this.isBound(i), this.isBound(j)]
    const [oldI, oldJ] = [b[i], b[j]]
    const sum = oldI + oldJ
    b[i] += step
    b[j] -= step
    if (sum > high[i] + low[j]) {
      if (b[i] > high[i]) {
        b[i] = high[i]
        b[j] = sum - high[i]
      }
    } else if (b[j] < low[j]) {
      b[j] = low[j]
      b[i] = sum - low[j]
    }
    const byI = b[i] - oldI
    const byJ = b[j] - oldJ
    for (let t = 0; t < active; t++) grad[t] += rowI[t] * byI + rowJ[t] * byJ
    this.updateBound(i, wasBound[0])
    this.updateBound(j, wasBound[1])
  }

  private updateBound(i: number, was: boolean): void {
    const is = this.isBound(i)
    if (is === was) return
    const value = this.low[i] < 0 ? this.low[i] : this.high[i]
    add(this.bound, this.problem.kernel.row(i, this.size), is ? value : -value)
  }

  /** Leaves out the variables at a bound that they are not about to leave. */
  private shrink(): void {
    const { grad, group, groupCount } = this
    const rise = new Float64Array(groupCount).fill(-Infinity)
    const fall = new Float64Array(groupCount).fill(-Infinity)
    for (let t = 0; t < this.active; t++) {
      const g = group[t]
      if (this.rises(t)) rise[g] = Math.max(rise[g], -grad[t])
      if (this.falls(t)) fall[g] = Math.max(fall[g], grad[t])
    }
    const violation = rise.reduce((most, value, g) => Math.max(most, value + fall[g]), -Infinity)
    if (!this.restored && violation <= this.settings.tol * 10) {
      this.restored = true
      this.restore()
    }
    const idle = (t: number): boolean =>
      !this.rises(t) ? -grad[t] > rise[group[t]] : !this.falls(t) && grad[t] > fall[group[t]]
    for (let t = 0; t < this.active; t++) {
      if (!idle(t)) continue
      this.active--
      while (this.active > t && idle(this.active)) this.active--
      if (this.active > t) this.exchange(t, this.active)
    }
  }

  /** Takes all variables back in, with their gradients. */
  private restore(): void {
    const { active, size, b, grad } = this
    const { kernel } = this.problem
    this.active = size
    if (active === size) return
    for (let t = active; t < size; t++) grad[t] = this.bound[t] + this.linear[t]
    let free = 0
    for (let t = 0; t < active; t++) if (this.isFree(t)) free++
    // By rows of those left out or of the free ones, whichever costs less.
    if (free * size > 2 * active * (size - active))
      for (let t = active; t < size; t++) {
        const row = kernel.row(t, active)
        for (let j = 0; j < active; j++) if (this.isFree(j)) grad[t] += b[j] * row[j]
      }
    else
      for (let j = 0; j < active; j++) {
        if (!this.isFree(j)) continue
        const row = kernel.row(j, size)
        for (let t = active; t < size; t++) grad[t] += b[j] * row[t]
      }
  }

  private exchange(i: number, j: number): void {
    this.problem.kernel.swap(i, j)
    const { variable, b, linear, low, high, group, grad, bound } = this
    for (const values of [variable, b, linear, low, high, group, grad, bound])
      [values[i], values[j]] = [values[j], values[i]]
  }

  /** The mean gradient of a group's free variables; where none is free, the middle of what the others allow. */
  private multiplier(g: number): number {
    let [sum, free, least, most] = [0, 0, -Infinity, Infinity]
    for (let t = 0; t < this.active; t++) {
      if (this.group[t] !== g) continue
      const value = this.grad[t]
      if (!this.rises(t)) least = Math.max(least, value)
      else if (!this.falls(t)) most = Math.min(most, value)
      else {
        free++
        sum += value
      }
    }
    return free > 0 ? sum / free : (most + least) / 2
  }
}

/** to += factor · row, as far as `to` goes. */
function add(to: Float64Array, row: Float32Array, factor: number): void {
  for (let t = 0; t < to.length; t++) to[t] += factor * row[t]
}
