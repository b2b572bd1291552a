/** First values of level, trend and seasons, by the methods that statsmodels has. */
import { ValueError } from '$lib/estimator/exceptions'
import type { Form } from './_smoother'

export interface Initial {
  readonly level: number
  readonly trend: number
  readonly seasons: Float64Array
}

export type InitializationMethod = 'estimated' | 'heuristic' | 'legacy-heuristic'

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length

const tooShort = (nobs: number, needed: number): ValueError =>
  new ValueError(
    `${nobs} observations are too few for first values of the components`,
    `Give at least ${needed} observations, or initialization_method "legacy-heuristic" or "known".`
  )

const effects = (values: Float64Array, level: number, seasonal: Form['seasonal']): Float64Array =>
  values.map((value) => (seasonal === 'mul' ? value / level : value - level))

/** Moving averages over a whole season, centred: element i belongs to the observation i + ⌊m / 2⌋. */
function centredMeans(y: Float64Array, m: number): Float64Array {
  const half = m >> 1
  return Float64Array.from({ length: y.length - 2 * half }, (_, i) => {
    const sum = y.subarray(i, i + 2 * half + 1).reduce((total, value) => total + value, 0)
    return (m % 2 === 1 ? sum : sum - (y[i] + y[i + 2 * half]) / 2) / m
  })
}

/** A line through the first ten observations, or through their seasonally adjusted values (Hyndman et al. 2008, 2.6). */
function heuristic(y: Float64Array, { trend, seasonal, m }: Form): Initial {
  const half = m >> 1
  if (y.length < Math.max(10 + 2 * half, 2 * m)) throw tooShort(y.length, Math.max(10 + 2 * half, 2 * m))
  let adjusted = y
  let seasons: Float64Array = new Float64Array(m)
  if (seasonal !== null) {
    const cycles = Math.max(Math.min(5, Math.floor(y.length / m)), Math.ceil((10 + 2 * half) / m))
    const start = y.subarray(0, m * cycles)
    adjusted = centredMeans(start, m)
    const sums = new Float64Array(m)
    const counts = new Float64Array(m)
    adjusted.forEach((middle, i) => {
      const j = (i + half) % m
      sums[j] += seasonal === 'mul' ? start[i + half] / middle : start[i + half] - middle
      counts[j]++
    })
    const raw = sums.map((sum, j) => sum / counts[j])
    seasons = effects(raw, mean(raw), seasonal)
  }
  const ten = adjusted.slice(0, 10)
  const middle = mean(ten)
  const slope = ten.reduce((sum, value, i) => sum + (i - 4.5) * (value - middle), 0) / 82.5
  const level = middle - 5.5 * slope
  return { level, trend: trend === 'mul' ? 1 + slope / level : slope, seasons }
}

/** For series too short for the heuristic: Hyndman & Athanasopoulos, 7.6. */
function simple(y: Float64Array, form: Form): Initial {
  const { seasonal, m } = form
  if (seasonal === null) return legacy(y, form)
  if (y.length < 2 * m) throw tooShort(y.length, 2 * m)
  const level = mean(y.subarray(0, m))
  const trend = (mean(y.subarray(m, 2 * m)) - level) / m
  return { level, trend, seasons: effects(y.slice(0, m), level, seasonal) }
}

/** From the first two observations, or the first two seasons. */
function legacy(y: Float64Array, { trend, seasonal, m }: Form): Initial {
  if (seasonal === null)
    return { level: y[0], trend: trend === 'mul' ? y[1] / y[0] : y[1] - y[0], seasons: new Float64Array(0) }
  const level = mean(y.filter((_, i) => i % m === 0))
  const [lag, lead] = [y.subarray(0, m), y.subarray(m, 2 * m)]
  if (trend !== null && lead.length < m) throw tooShort(y.length, 2 * m)
  const slope =
    trend === 'mul' ? (mean(lead) / mean(lag)) ** (1 / m) : trend === 'add' ? (mean(lead) - mean(lag)) / m : 0
  return { level, trend: slope, seasons: effects(y.slice(0, m), level, seasonal) }
}

export function initialValues(y: Float64Array, form: Form, method: InitializationMethod): Initial {
  if (method === 'legacy-heuristic') return legacy(y, form)
  if (method === 'estimated' && y.length < 10 + 2 * (form.m >> 1)) return simple(y, form)
  return heuristic(y, form)
}
