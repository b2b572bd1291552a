/** The recursions of exponential smoothing (Hyndman & Athanasopoulos, Forecasting: principles and practice, ch. 8). */

export type Component = 'add' | 'mul' | null

/** Which components a model has. */
export interface Form {
  readonly trend: Component
  readonly damped: boolean
  readonly seasonal: Component
  /** Observations in a season; 0 without a seasonal component. */
  readonly m: number
}

/**
 * Parameters in statsmodels' order: smoothing of level, trend and season, initial level and trend, damping, then the m
 * initial seasonal effects. What a form does not have is not looked at.
 */
export const ALPHA = 0
export const BETA = 1
export const GAMMA = 2
export const LEVEL = 3
export const TREND = 4
export const PHI = 5
export const SEASONS = 6

/** Which of the parameters a form has. */
export const included = ({ trend, damped, seasonal, m }: Form): boolean[] => [
  true,
  trend !== null,
  seasonal !== null,
  true,
  trend !== null,
  damped,
  ...new Array<boolean>(m).fill(true)
]

/** The components after each observation. */
export interface States {
  readonly level: Float64Array
  readonly trend: Float64Array
  readonly season: Float64Array
}

/**
 * Where the recursion stands after the last observation. season[j] is the effect of the observation j + 1 ahead; for the
 * last observation's own season it is the one before that observation, as statsmodels forecasts.
 */
export interface Last {
  readonly level: number
  readonly trend: number
  readonly season: Float64Array
}

/** The level that the trend leads to in one step. */
const ahead = (trend: Component, level: number, slope: number, phi: number): number =>
  trend === null ? level : trend === 'add' ? level + phi * slope : level * slope ** phi

/** Writes the one-step predictions of y into `fitted`, and the components into `states` where they are wanted. */
export function smooth(
  form: Form,
  p: Float64Array,
  y: Float64Array,
  fitted: Float64Array,
  states?: States
): Last {
  const { trend, seasonal, m } = form
  const [alpha, beta, gamma] = p
  const phi = form.damped ? p[PHI] : 1
  const season = p.slice(SEASONS, SEASONS + m)
  let level = p[LEVEL]
  let slope = p[TREND]
  let outdated = 0
  for (let i = 0, j = 0; i < y.length; i++, j = j + 1 < m ? j + 1 : 0) {
    const base = ahead(trend, level, slope, phi)
    const before = level
    outdated = season[j]
    if (seasonal === null) {
      fitted[i] = base
      level = alpha * y[i] + (1 - alpha) * base
    } else if (seasonal === 'add') {
      fitted[i] = base + season[j]
      level = alpha * (y[i] - season[j]) + (1 - alpha) * base
      season[j] = gamma * (y[i] - base) + (1 - gamma) * season[j]
    } else {
      fitted[i] = base * season[j]
      level = (alpha * y[i]) / season[j] + (1 - alpha) * base
      season[j] = (gamma * y[i]) / base + (1 - gamma) * season[j]
    }
    if (trend === 'add') slope = beta * (level - before) + (1 - beta) * phi * slope
    else if (trend === 'mul') slope = (beta * level) / before + (1 - beta) * slope ** phi
    if (states) {
      states.level[i] = level
      states.trend[i] = trend === null ? 0 : slope
      if (m > 0) states.season[i] = season[j]
    }
  }
  const next = season.map((_, j) => (j < m - 1 ? season[(y.length + j) % m] : outdated))
  return { level, trend: slope, season: next }
}

/** Predictions for 1 … steps periods beyond the last observation. */
export function extrapolate(
  { trend, damped, seasonal, m }: Form,
  p: Float64Array,
  last: Last,
  steps: number
): Float64Array {
  const phi = damped ? p[PHI] : 1
  const out = new Float64Array(steps)
  for (let h = 0, damping = 0, power = 1; h < steps; h++) {
    power *= phi
    damping += power
    const base = ahead(trend, last.level, last.trend, damping)
    const effect = m > 0 ? last.season[h % m] : 0
    out[h] = seasonal === null ? base : seasonal === 'add' ? base + effect : base * effect
  }
  return out
}

/**
 * The variance of each forecast over that of the one-step errors, for forms without multiplicative components: Hyndman,
 * Koehler, Ord & Snyder, Forecasting with exponential smoothing, 2008, table 6.1.
 */
export function relativeVariances(
  { trend, damped, seasonal, m }: Form,
  p: Float64Array,
  steps: number
): Float64Array {
  const phi = damped ? p[PHI] : 1
  const out = new Float64Array(steps).fill(1)
  for (let h = 1, damping = 0, power = 1; h < steps; h++) {
    power *= phi
    damping += power
    const effect =
      p[ALPHA] * (1 + (trend === null ? 0 : p[BETA] * damping)) +
      (seasonal !== null && h % m === 0 ? p[GAMMA] : 0)
    out[h] = out[h - 1] + effect * effect
  }
  return out
}
