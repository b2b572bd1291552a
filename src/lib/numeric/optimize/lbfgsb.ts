/**
 * L-BFGS-B 3.0: minimises a smooth function, with or without bounds on its variables, from values and gradients.
 * Byrd, Lu, Nocedal & Zhu, SIAM J. Sci. Comput. 16 (1995) 1190–1208; Zhu, Byrd, Lu & Nocedal, ACM Trans. Math.
 * Software 23 (1997) 550–560; Morales & Nocedal, ACM Trans. Math. Software 38 (2011). Iterates, stopping rules and
 * counts are those of scipy 1.10's `minimize(method='L-BFGS-B')`.
 */
import { pacer } from '../pacer'
import { cauchyPoint } from './_lbfgsbCauchy'
import { FreeSet, longestStep, makeBox, projectedGradientNorm, type Bound, type Box } from './_lbfgsbBounds'
import { CompactMatrix, dot } from './_lbfgsbMatrix'
import { Subspace } from './_lbfgsbSubspace'
import { MoreThuente } from './moreThuente'

/** A value and its gradient. The gradient is copied: it may live in a buffer that the next call reuses. */
export interface Evaluation {
  readonly f: number
  readonly g: Float64Array
}

/** The function to minimise. x is only lent: it changes afterwards. */
export type Objective = (x: Float64Array) => Evaluation | Promise<Evaluation>

export interface LbfgsbOptions {
  /** One pair a variable; null or an infinity for no bound. */
  readonly bounds?: readonly Bound[]
  /** Pairs kept in memory (scipy: maxcor). 10. */
  readonly m?: number
  /** Stops when (f − f₊) / max(|f|, |f₊|, 1) ≤ ftol. 2.2204460492503131e-09. */
  readonly ftol?: number
  /** Stops when no component of the projected gradient exceeds gtol. 1e-5. */
  readonly gtol?: number
  /** Most evaluations, looked at after each iteration. 15000. */
  readonly maxfun?: number
  /** Most iterations. 15000. */
  readonly maxiter?: number
  /** Most evaluations in one line search. 20. */
  readonly maxls?: number
  readonly signal?: AbortSignal
  /** After each iteration. x is only lent. */
  readonly callback?: (x: Float64Array, f: number, nit: number) => void
}

export interface OptimizeResult {
  x: Float64Array
  /** The value at x. */
  fun: number
  /** The gradient at x. */
  jac: Float64Array
  nit: number
  nfev: number
  /** 0 converged, 1 stopped at maxiter or maxfun, 2 the line search failed. */
  status: 0 | 1 | 2
  success: boolean
  /** L-BFGS-B's own words. */
  message: string
}

const EPSILON = Number.EPSILON

/** An objective that counts its calls and does not repeat the last one. */
class Counted {
  nfev = 0
  private last: Float64Array | undefined
  private result: Evaluation = { f: NaN, g: new Float64Array(0) }

  constructor(private readonly fun: Objective) {}

  async at(x: Float64Array): Promise<Evaluation> {
    if (this.last?.every((value, i) => value === x[i])) return this.result
    const given = this.fun(x)
    const { f, g } = given instanceof Promise ? await given : given
    this.nfev++
    this.last = Float64Array.from(x)
    this.result = { f, g: Float64Array.from(g) }
    return this.result
  }
}

interface Step {
  readonly x: Float64Array
  readonly f: number
  readonly g: Float64Array
  /** The step length, and the slopes along d at its beginning and end. */
  readonly stp: number
  readonly gdold: number
  readonly gd: number
  readonly dtd: number
}

/** Searches from x along d = z − x; undefined when d does not go down or `maxls` evaluations found no step. */
async function lineSearch(
  fun: Counted,
  box: Box,
  from: { x: Float64Array; f: number; g: Float64Array },
  d: Float64Array,
  z: Float64Array,
  first: boolean,
  maxls: number
): Promise<Step | undefined> {
  const dtd = dot(d, d)
  const stpmax = !box.constrained ? 1e10 : first ? 1 : longestStep(box, from.x, d, 1e10)
  const gdold = dot(from.g, d)
  if (gdold >= 0) return undefined
  const stp = first && !box.boxed ? Math.min(1 / Math.sqrt(dtd), stpmax) : 1
  if (stp > stpmax) return undefined
  const search = new MoreThuente(from.f, gdold, stp, { ftol: 1e-3, gtol: 0.9, xtol: 0.1, stpmin: 0, stpmax })
  for (let i = 0; i < maxls; i++) {
    const { stp } = search
    const x = stp === 1 ? Float64Array.from(z) : d.map((value, k) => stp * value + from.x[k])
    const { f, g } = await fun.at(x)
    const gd = dot(g, d)
    if (search.next(f, gd) !== 'evaluate') return { x, f, g, stp: search.stp, gdold, gd, dtd }
  }
  return undefined
}

/** Minimises `fun` from x0 (put inside the bounds first). Throws only what `fun` throws, an abort, or RangeError for bounds. */
export async function minimizeLbfgsb(
  fun: Objective,
  x0: ArrayLike<number>,
  options: LbfgsbOptions = {}
): Promise<OptimizeResult> {
  const { m = 10, ftol = 1e7 * EPSILON, gtol = 1e-5, maxfun = 15000, maxiter = 15000, maxls = 20 } = options
  const n = x0.length
  const box = makeBox(n, options.bounds)
  const pace = pacer(options.signal)
  const counted = new Counted(fun)
  const B = new CompactMatrix(m)
  const subspace = new Subspace(m)
  const free = new FreeSet(n)
  const z = new Float64Array(n)
  let x: Float64Array = Float64Array.from(x0, (value, i) =>
    Math.min(Math.max(value, box.lower[i]), box.upper[i])
  )
  let { f, g }: Evaluation = await counted.at(x)
  let nit = 0
  let updated = false
  const end = (status: 0 | 1 | 2, message: string): OptimizeResult => {
    const over = status === 2 && (counted.nfev > maxfun || nit >= maxiter)
    return {
      x,
      fun: f,
      jac: g,
      nit,
      nfev: counted.nfev,
      status: over ? 1 : status,
      success: status === 0,
      message
    }
  }
  const forget = (): void => {
    B.clear()
    updated = false
  }

  /** The model's minimiser in the box, into z; false when the memory is no use. */
  const modelMinimum = (): boolean => {
    const { col } = B
    const c = new Float64Array(2 * col)
    let changed = updated
    if (!box.constrained && col > 0) z.set(x)
    else {
      if (!cauchyPoint(x, g, box, B, z, c, EPSILON)) return false
      changed = free.take(box.place, nit > 0 && box.constrained) || updated
    }
    if (free.count === 0 || col === 0) return true
    if (changed && !subspace.factorise(B, free, updated)) return false
    return subspace.minimise(B, box, free, x, g, z, c)
  }

  if (projectedGradientNorm(box, x, g) <= gtol)
    return end(0, 'CONVERGENCE: NORM_OF_PROJECTED_GRADIENT_<=_PGTOL')
  for (;;) {
    if (!modelMinimum()) {
      forget()
      continue
    }
    const d = z.map((value, i) => value - x[i])
    const step = await lineSearch(counted, box, { x, f, g }, d, z, nit === 0, maxls)
    if (!step) {
      if (B.col === 0) return end(2, 'ABNORMAL_TERMINATION_IN_LNSRCH')
      forget()
      continue
    }
    const before = { f, g }
    ;({ x, f, g } = step)
    nit++
    options.callback?.(x, f, nit)
    const due = pace()
    if (due) await due
    if (nit >= maxiter) return end(1, 'STOP: TOTAL NO. of ITERATIONS REACHED LIMIT')
    if (counted.nfev > maxfun) return end(1, 'STOP: TOTAL NO. of f AND g EVALUATIONS EXCEEDS LIMIT')
    if (projectedGradientNorm(box, x, g) <= gtol)
      return end(0, 'CONVERGENCE: NORM_OF_PROJECTED_GRADIENT_<=_PGTOL')
    if (before.f - f <= ftol * Math.max(Math.abs(before.f), Math.abs(f), 1))
      return end(0, 'CONVERGENCE: REL_REDUCTION_OF_F_<=_FACTR*EPSMCH')

    // A pair whose curvature is lost in rounding is left out.
    const { stp, gd, gdold, dtd } = step
    const dr = (gd - gdold) * stp
    updated = dr > EPSILON * -gdold * stp
    if (!updated) continue
    const y = g.map((value, i) => value - before.g[i])
    const s = stp === 1 ? d : d.map((value) => stp * value)
    if (!B.update(s, y, dot(y, y), dr, stp * stp * dtd)) forget()
  }
}
