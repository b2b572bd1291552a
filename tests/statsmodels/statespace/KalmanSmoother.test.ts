import { describe, expect, it } from 'vitest'
import { kalmanSmoother } from '$lib/statsmodels/tsa/statespace/KalmanSmoother'
import { SARIMAX } from '$lib/statsmodels/tsa/statespace/SARIMAX'
import { given, numbers, read, worst, type Case, type Series } from './_fixture'

const { cases, data } = read<{ data: Record<string, Series>; cases: Case[] }>('sarimax.json')

describe.each(cases)('the smoother: $name', (c) => {
  it('has the states and variances given all observations', async () => {
    const g = given(data[c.data], c.exog, 1)
    const model = await new SARIMAX(c.params).setParams(numbers(c.at), g.endog, g.exog, {
      ...g.options,
      cov_type: 'none'
    })
    const space = model.stateSpace()
    const m = space.kStates
    const all = Array.from({ length: m }, (_, i) => i)
    const { smoothedState, smoothedStateVariance } = kalmanSmoother(space, { variancesOf: all })
    // The fixture has states down, times 0, 40 and the last across.
    const times = [0, 40, space.endog.length - 1]
    const states = all.flatMap((i) => times.map((t) => smoothedState[t * m + i]))
    // What the rounding of a variance of 10⁶ or 10¹⁰ leaves.
    expect(worst(states, c.smoothed_state)).toBeLessThan(2e-7)
    const { diffuse, diffuseVariance } = space.initialization
    // At the start an approximately diffuse variance is all rounding, here as there.
    const first = diffuse.includes(1) && diffuseVariance < Infinity ? 1 : 0
    const at = (values: ArrayLike<number>): number[] => Array.from(values).filter((_, i) => i % 3 >= first)
    const variances = all.flatMap((i) => times.map((t) => smoothedStateVariance[t * m + i]))
    expect(worst(at(variances), at(c.smoothed_var))).toBeLessThan(1e-8)
  })

  it('has the same means without variances', async () => {
    const g = given(data[c.data], c.exog, 1)
    const options = { ...g.options, cov_type: 'none' as const }
    const space = (
      await new SARIMAX(c.params).setParams(numbers(c.at), g.endog, g.exog, options)
    ).stateSpace()
    const { smoothedState } = kalmanSmoother(space, { variancesOf: [0] })
    expect(kalmanSmoother(space).smoothedState).toEqual(smoothedState)
  })
})
