/**
 * The line search of Moré and Thuente (ACM Trans. Math. Software 20, 1994, 286–307), in the form of MINPACK-2's dcsrch and
 * dcstep: it looks for a step with f(stp) ≤ f(0) + ftol·stp·f'(0) and |f'(stp)| ≤ gtol·|f'(0)|. The caller evaluates;
 * `next` takes the value and slope at `stp` and says whether the search is over or moves `stp` on.
 */
export interface SearchOptions {
  readonly ftol: number
  readonly gtol: number
  /** Relative width of the interval at which the search gives up. */
  readonly xtol: number
  readonly stpmin: number
  readonly stpmax: number
}

/** converged: both conditions hold. warning: no better step is to be had. */
export type SearchState = 'evaluate' | 'converged' | 'warning'

/** The interval of uncertainty: x is the end with the least value, y the other. */
interface Interval {
  stx: number
  fx: number
  dx: number
  sty: number
  fy: number
  dy: number
  bracketed: boolean
}

export class MoreThuente {
  stp: number
  private readonly finit: number
  private readonly ginit: number
  private readonly gtest: number
  private readonly at: Interval
  private modified = true
  private stmin = 0
  private stmax: number
  private width: number
  private width1: number

  /** `f` and `g` are value and slope at step 0; `stp` is the first step to try. */
  constructor(
    f: number,
    g: number,
    stp: number,
    private readonly options: SearchOptions
  ) {
    this.stp = stp
    this.finit = f
    this.ginit = g
    this.gtest = options.ftol * g
    this.at = { stx: 0, fx: f, dx: g, sty: 0, fy: f, dy: g, bracketed: false }
    this.stmax = stp + 4 * stp
    this.width = options.stpmax - options.stpmin
    this.width1 = this.width / 0.5
  }

  next(f: number, g: number): SearchState {
    const { gtol, xtol, stpmin, stpmax } = this.options
    const { at, gtest, stp } = this
    const ftest = this.finit + stp * gtest
    if (this.modified && f <= ftest && g >= 0) this.modified = false

    if (f <= ftest && Math.abs(g) <= gtol * -this.ginit) return 'converged'
    if (this.stuck() || (stp === stpmax && f <= ftest && g <= gtest)) return 'warning'
    if (stp === stpmin && (f > ftest || g >= gtest)) return 'warning'

    // While no step has decreased f enough, the step is predicted from f less the wanted decrease.
    const tilt = this.modified && f <= at.fx && f > ftest ? gtest : 0
    tiltBy(at, -tilt)
    this.stp = nextStep(at, stp, f - stp * tilt, g - tilt, this.stmin, this.stmax)
    tiltBy(at, tilt)

    if (at.bracketed) {
      const span = Math.abs(at.sty - at.stx)
      if (span >= 0.66 * this.width1) this.stp = at.stx + 0.5 * (at.sty - at.stx)
      this.width1 = this.width
      this.width = span
      this.stmin = Math.min(at.stx, at.sty)
      this.stmax = Math.max(at.stx, at.sty)
    } else {
      this.stmin = this.stp + 1.1 * (this.stp - at.stx)
      this.stmax = this.stp + 4 * (this.stp - at.stx)
    }
    this.stp = Math.min(Math.max(this.stp, stpmin), stpmax)
    if (this.stuck(xtol)) this.stp = at.stx
    return 'evaluate'
  }

  /** The interval has shrunk to nothing, or the step left it. */
  private stuck(xtol = this.options.xtol): boolean {
    const { stp, stmin, stmax } = this
    return this.at.bracketed && (stp <= stmin || stp >= stmax || stmax - stmin <= xtol * stmax)
  }
}

/** Adds `slope`·step to the values of both ends. */
function tiltBy(at: Interval, slope: number): void {
  if (slope === 0) return
  at.fx += at.stx * slope
  at.fy += at.sty * slope
  at.dx += slope
  at.dy += slope
}

/** √((θ/s)² − (d₁/s)(d₂/s))·s, the discriminant of the interpolating cubic, scaled against overflow. */
const cubicRoot = (theta: number, d1: number, d2: number, clip: boolean): number => {
  const s = Math.max(Math.abs(theta), Math.abs(d1), Math.abs(d2))
  const inner = (theta / s) ** 2 - (d1 / s) * (d2 / s)
  return s * Math.sqrt(clip ? Math.max(0, inner) : inner)
}

/** Updates the interval by the trial (stp, fp, dp) and gives the next trial step (dcstep's four cases). */
function nextStep(at: Interval, stp: number, fp: number, dp: number, stmin: number, stmax: number): number {
  const { stx, fx, dx, sty, fy, dy } = at
  const sign = dp * (dx / Math.abs(dx))
  let next: number
  if (fp > fx) {
    // A higher value: the minimum is bracketed. The cubic step, if nearer to stx than the quadratic one; else their mean.
    const theta = (3 * (fx - fp)) / (stp - stx) + dx + dp
    const gamma = cubicRoot(theta, dx, dp, false) * (stp < stx ? -1 : 1)
    const r = (gamma - dx + theta) / (gamma - dx + gamma + dp)
    const cubic = stx + r * (stp - stx)
    const quadratic = stx + (dx / ((fx - fp) / (stp - stx) + dx) / 2) * (stp - stx)
    next = Math.abs(cubic - stx) < Math.abs(quadratic - stx) ? cubic : cubic + (quadratic - cubic) / 2
    at.bracketed = true
  } else if (sign < 0) {
    // A lower value and slopes of opposite sign: bracketed. The farther of cubic and secant step.
    const theta = (3 * (fx - fp)) / (stp - stx) + dx + dp
    const gamma = cubicRoot(theta, dx, dp, false) * (stp > stx ? -1 : 1)
    const r = (gamma - dp + theta) / (gamma - dp + gamma + dx)
    const cubic = stp + r * (stx - stp)
    const secant = stp + (dp / (dp - dx)) * (stx - stp)
    next = Math.abs(cubic - stp) > Math.abs(secant - stp) ? cubic : secant
    at.bracketed = true
  } else if (Math.abs(dp) < Math.abs(dx)) {
    // A lower value, slopes of one sign, the slope flattens. The cubic counts only if it has its minimum beyond stp.
    const theta = (3 * (fx - fp)) / (stp - stx) + dx + dp
    const gamma = cubicRoot(theta, dx, dp, true) * (stp > stx ? -1 : 1)
    const r = (gamma - dp + theta) / (gamma + (dx - dp) + gamma)
    const cubic = r < 0 && gamma !== 0 ? stp + r * (stx - stp) : stp > stx ? stmax : stmin
    const secant = stp + (dp / (dp - dx)) * (stx - stp)
    const cubicNearer = Math.abs(cubic - stp) < Math.abs(secant - stp)
    const cubicFarther = Math.abs(cubic - stp) > Math.abs(secant - stp)
    if (at.bracketed) {
      const limit = stp + 0.66 * (sty - stp)
      next = cubicNearer ? cubic : secant
      next = stp > stx ? Math.min(limit, next) : Math.max(limit, next)
    } else {
      next = Math.max(stmin, Math.min(stmax, cubicFarther ? cubic : secant))
    }
  } else if (at.bracketed) {
    // A lower value, slopes of one sign, the slope does not flatten: the cubic through the far end.
    const theta = (3 * (fp - fy)) / (sty - stp) + dy + dp
    const gamma = cubicRoot(theta, dy, dp, false) * (stp > sty ? -1 : 1)
    const r = (gamma - dp + theta) / (gamma - dp + gamma + dy)
    next = stp + r * (sty - stp)
  } else {
    next = stp > stx ? stmax : stmin
  }

  if (fp > fx) Object.assign(at, { sty: stp, fy: fp, dy: dp })
  else {
    if (sign < 0) Object.assign(at, { sty: stx, fy: fx, dy: dx })
    Object.assign(at, { stx: stp, fx: fp, dx: dp })
  }
  return next
}
