/** What the optimiser minimises. */
import type { Evaluation } from '$lib/numeric/optimize/lbfgsb'
import { KalmanFilter } from './KalmanFilter'
import type { System } from './system'

/** Asked often, gives a promise when it is time to let the event loop run. */
export type Pace = () => Promise<void> | undefined

/** scipy's step for forward differences: 1e-5, or where that is lost in rounding a fraction of x. */
function forward(x: number): number {
  if (x + 1e-5 !== x) return x + 1e-5
  return x + Math.sqrt(Number.EPSILON) * x
}

/** −log-likelihood / nobs, and its forward differences. */
export function objective(
  system: System,
  nobs: number,
  pace: Pace
): (x: Float64Array) => Promise<Evaluation> {
  const { layout } = system
  const k = layout.names.length
  const filter = new KalmanFilter(system.update(layout.transform(new Float64Array(k))))
  const g = new Float64Array(k)
  const value = async (x: Float64Array): Promise<number> => {
    system.update(layout.transform(x))
    const { llf } = await filter.runPaced(pace)
    return Number.isNaN(llf) ? Infinity : -llf / nobs
  }
  return async (x) => {
    const f = await value(x)
    const moved = x.slice()
    for (let i = 0; i < k; i++) {
      moved[i] = forward(x[i])
      g[i] = ((await value(moved)) - f) / (moved[i] - x[i])
      moved[i] = x[i]
    }
    return { f, g }
  }
}
