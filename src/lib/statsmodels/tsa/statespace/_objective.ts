/** What the optimiser minimises. */
import type { Evaluation } from '$lib/numeric/optimize/lbfgsb'
import { KalmanFilter } from './KalmanFilter'
import type { System } from './system'

/** Asked often, gives a promise when it is time to let the event loop run. */
export type Pace = () => Promise<void> | undefined

/** −log-likelihood / nobs, with scipy's forward differences: a step of 1e-5 whatever the size of x. */
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
      moved[i] = x[i] + 1e-5
      g[i] = ((await value(moved)) - f) / (moved[i] - x[i])
      moved[i] = x[i]
    }
    return { f, g }
  }
}
