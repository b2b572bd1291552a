/**
 * The generalised Cauchy point: the first local minimiser of the quadratic model along the projected gradient path
 * (Byrd, Lu, Nocedal & Zhu 1995, algorithm CP).
 */
import { Place, type Box } from './_lbfgsbBounds'
import { dot, type CompactMatrix } from './_lbfgsbMatrix'

const axpy = (a: number, x: Float64Array, y: Float64Array): void => {
  for (let i = 0; i < x.length; i++) y[i] += a * x[i]
}

/** The row of W = [Y θS] that belongs to variable i. */
function rowOfW({ s, y, theta, col }: CompactMatrix, i: number, out: Float64Array): void {
  for (let j = 0; j < col; j++) {
    out[j] = y[j][i]
    out[col + j] = theta * s[j][i]
  }
}

/** Where variable i stands: at a bound that −g pushes against, or free to move. Sets box.place. */
function placeOf({ lower, upper, place }: Box, i: number, x: number, push: number): void {
  if (place[i] === Place.fixed || place[i] === Place.unbounded) return
  if (x - lower[i] <= 0) place[i] = push <= 0 ? Place.lower : Place.moved
  else if (upper[i] - x <= 0) place[i] = push >= 0 ? Place.upper : Place.moved
  else place[i] = push === 0 ? Place.still : Place.moved
}

/**
 * Puts the Cauchy point in `xcp`, the variables' places in `box.place`, and Wᵀ(xcp − x) in `c`.
 * False when the middle matrix of B is singular.
 */
export function cauchyPoint(
  x: Float64Array,
  g: Float64Array,
  box: Box,
  B: CompactMatrix,
  xcp: Float64Array,
  c: Float64Array,
  epsilon: number
): boolean {
  const n = x.length
  const { theta, col } = B
  const d = new Float64Array(n)
  const p = new Float64Array(2 * col)
  const v = new Float64Array(2 * col)
  const w = new Float64Array(2 * col)
  const stops: { i: number; t: number }[] = []
  let f1 = 0
  let moving = 0
  let bounded = true
  xcp.set(x)
  c.fill(0)
  for (let i = 0; i < n; i++) {
    const push = -g[i]
    placeOf(box, i, x[i], push)
    if (box.place[i] !== Place.moved && box.place[i] !== Place.unbounded) continue
    moving++
    d[i] = push
    f1 -= push * push
    rowOfW(B, i, w)
    axpy(push, w, p)
    const bound = push < 0 ? box.lower[i] : box.upper[i]
    if (push !== 0 && Number.isFinite(bound)) stops.push({ i, t: (bound - x[i]) / push })
    else if (push !== 0) bounded = false
  }
  if (moving === 0) return true

  let f2 = -theta * f1
  const least = epsilon * f2
  if (col > 0) {
    if (!B.multiplyMiddle(p, v)) return false
    f2 -= dot(v, p)
  }
  let step = -f1 / f2
  let travelled = 0
  let reached = 0
  stops.sort((a, b) => a.t - b.t)
  for (let at = 0; at < stops.length; at++) {
    const { i, t } = stops[at]
    const dt = t - reached
    if (step < dt) break
    reached = t
    travelled += dt
    const di = d[i]
    d[i] = 0
    xcp[i] = di > 0 ? box.upper[i] : box.lower[i]
    box.place[i] = di > 0 ? Place.upper : Place.lower
    if (at === n - 1) {
      axpy(dt, p, c)
      return true
    }
    const zi = xcp[i] - x[i]
    f1 += dt * f2 + di * di - theta * di * zi
    f2 -= theta * di * di
    if (col > 0) {
      axpy(dt, p, c)
      rowOfW(B, i, w)
      if (!B.multiplyMiddle(w, v)) return false
      f1 += di * dot(c, v)
      f2 += 2 * di * dot(p, v) - di * di * dot(w, v)
      axpy(-di, w, p)
    }
    f2 = Math.max(least, f2)
    step = at === stops.length - 1 && bounded ? 0 : -f1 / f2
  }
  step = Math.max(step, 0)
  axpy(travelled + step, d, xcp)
  axpy(step, p, c)
  return true
}
