/**
 * Line searches for a step that meets Wolfe's conditions (Nocedal & Wright, Numerical Optimization, 2nd ed., section 3.5),
 * with the steps of scipy's line_search_wolfe1 (Moré & Thuente) and line_search_wolfe2 (bracket and zoom).
 */
import { MoreThuente } from './moreThuente'

/** Value and slope along the search direction at a step. */
export interface Along {
  readonly phi: number
  readonly slope: number
}

export type Probe = (step: number) => Promise<Along>

export interface Found extends Along {
  readonly step: number
}

const C1 = 1e-4
const C2 = 0.9

/** 1, or the step that would repeat the last decrease. `before`: the value one iteration ago. */
function firstStep(at: Along, before: number | undefined): number {
  if (before === undefined || at.slope === 0) return 1
  const step = Math.min(1, (1.01 * 2 * (at.phi - before)) / at.slope)
  return step < 0 ? 1 : step
}

/** Moré and Thuente's search; undefined when it finds no step. `at` is step 0. */
export async function wolfe1(probe: Probe, at: Along, before?: number): Promise<Found | undefined> {
  const [stpmin, stpmax] = [1e-8, 50]
  const stp = firstStep(at, before)
  if (stp < stpmin || stp > stpmax || !(at.slope < 0)) return undefined
  const search = new MoreThuente(at.phi, at.slope, stp, { ftol: C1, gtol: C2, xtol: 1e-14, stpmin, stpmax })
  for (let i = 1; i < 100; i++) {
    const { stp: step } = search
    const here = await probe(step)
    const state = search.next(here.phi, here.slope)
    if (state === 'converged') return { step, ...here }
    if (state === 'warning') return undefined
  }
  return undefined
}

/** Grows the step until it brackets one that meets the conditions, then zooms in; undefined when none is found. */
export async function wolfe2(probe: Probe, at: Along, before?: number): Promise<Found | undefined> {
  let previous: Found = { step: 0, ...at }
  let step = firstStep(at, before)
  for (let i = 0; i < 10 && step !== 0; i++) {
    const here: Found = { step, ...(await probe(step)) }
    if (here.phi > at.phi + C1 * step * at.slope || (here.phi >= previous.phi && i > 0))
      return zoom(probe, at, previous, here)
    if (Math.abs(here.slope) <= -C2 * at.slope) return here
    if (here.slope >= 0) return zoom(probe, at, here, previous)
    previous = here
    step = 2 * step
  }
  // As in scipy, the last step counts although it may only go down.
  return step === 0 ? undefined : { step, ...(await probe(step)) }
}

/** The minimiser of the cubic with value fa and slope da at a, through (b, fb) and (c, fc); NaN when there is none. */
function cubicMinimum(a: Found, b: Found, c: { step: number; phi: number }): number {
  const db = b.step - a.step
  const dc = c.step - a.step
  const denominator = (db * dc) ** 2 * (db - dc)
  const rb = b.phi - a.phi - a.slope * db
  const rc = c.phi - a.phi - a.slope * dc
  const A = (dc ** 2 * rb - db ** 2 * rc) / denominator
  const B = (-(dc ** 3) * rb + db ** 3 * rc) / denominator
  const minimum = a.step + (-B + Math.sqrt(B * B - 3 * A * a.slope)) / (3 * A)
  return Number.isFinite(minimum) ? minimum : NaN
}

/** The minimiser of the parabola with value and slope of a, through b; NaN when there is none. */
function quadraticMinimum(a: Found, b: Found): number {
  const d = b.step - a.step
  const B = (b.phi - a.phi - a.slope * d) / (d * d)
  const minimum = a.step - a.slope / (2 * B)
  return Number.isFinite(minimum) ? minimum : NaN
}

/** Algorithm 3.6 of Nocedal & Wright: halves in on a step between low (the better end) and high. */
async function zoom(probe: Probe, at: Along, low: Found, high: Found): Promise<Found | undefined> {
  let recent: { step: number; phi: number } = { step: 0, phi: at.phi }
  for (let i = 0; i <= 10; i++) {
    const width = high.step - low.step
    const a = Math.min(low.step, high.step)
    const b = Math.max(low.step, high.step)
    const inside = (step: number, margin: number): boolean => step <= b - margin && step >= a + margin
    let step = i > 0 ? cubicMinimum(low, high, recent) : NaN
    if (!inside(step, 0.2 * width)) {
      step = quadraticMinimum(low, high)
      if (!inside(step, 0.1 * width)) step = low.step + 0.5 * width
    }
    const here: Found = { step, ...(await probe(step)) }
    if (here.phi > at.phi + C1 * step * at.slope || here.phi >= low.phi) {
      recent = high
      high = here
      continue
    }
    if (Math.abs(here.slope) <= -C2 * at.slope) return here
    if (here.slope * width >= 0) {
      recent = high
      high = low
    } else recent = low
    low = here
  }
  return undefined
}
