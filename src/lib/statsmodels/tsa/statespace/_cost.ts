/** What a fit will take, told beforehand from the orders. */
import { SarimaxSystem, emptySample } from './SarimaxSystem'
import type { SarimaxSpecification } from './sarimaxSpecification'

export interface Cost {
  /** States of the filter: memory grows with their square. */
  readonly states: number
  /** Memory of the filter while fitting. */
  readonly bytes: number
  /** Multiplications in one run of the filter over the sample. */
  readonly operations: number
  /** A rough time for the whole fit, on a machine that does a thousand million multiplications a second. */
  readonly seconds: number
}

/** Runs of the filter: iterations that a fit typically needs, each with a difference for every parameter. */
const typicalIterations = 30
const operationsPerSecond = 1e9

export function estimateCost(spec: SarimaxSpecification, nobs: number): Cost {
  const m = spec.kStates
  const { layout, entries } = new SarimaxSystem(spec, emptySample(spec.kExog))
  const perStep = 2 * entries * m + (entries * m) / 2 + 3 * m * m
  const operations = perStep * nobs
  const runs = typicalIterations * (layout.names.length + 1) + 4 * layout.names.length
  // Three matrices of the filter and the initial covariance; a regression on lags for the starting values.
  const longest =
    3 * Math.max(spec.maLags.at(-1) ?? 0, (spec.seasonalMaLags.at(-1) ?? 0) * spec.seasonalPeriods)
  const bytes = 8 * (4 * m * m + 10 * nobs + 3 * nobs * longest)
  return { states: m, bytes, operations, seconds: (operations * runs) / operationsPerSecond }
}
