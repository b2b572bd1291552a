import { describe, expect, it } from 'vitest'
import { InvalidParameterError } from '$lib/estimator/exceptions'
import { ARIMA, UnobservedComponents } from '$lib/statsmodels/tsa/statespace'
import { MLEModel } from '$lib/statsmodels/tsa/statespace/MLEModel'
import type { Sample, System } from '$lib/statsmodels/tsa/statespace/system'
import { given, numbers, read, worst, type Case, type Series } from './_fixture'

interface Fixture {
  data: Record<string, Series>
  arima: Case[]
  unobserved: (Case & { components: Record<string, { smoothed: number[]; smoothed_cov: number[] }> })[]
}

const STEPS = 8
const fixture = read<Fixture>('statespace_others.json')
const dataOf = (c: Case) => given(fixture.data[c.data], c.exog, STEPS)
const atGiven = { cov_type: 'none' } as const
/** Relative to 1 + |value|: what the rounding of a variance of 10⁶ leaves. */
const filterTolerance = 1e-8

/** The equations of a model that has its sample. */
const systemOf = (model: ARIMA | UnobservedComponents): System =>
  (model as unknown as { system(sample: Sample): System; sample(): Sample }).system(
    (model as unknown as { sample(): Sample }).sample()
  )

describe.each([
  { make: ARIMA, cases: fixture.arima },
  { make: UnobservedComponents, cases: fixture.unobserved }
])('$make.className', ({ make, cases }) => {
  it.each(cases)('has likelihood, starting values and forecasts: $name', async (c) => {
    const g = dataOf(c)
    const model = new make(c.params)
    await model.setParams(numbers(c.at), g.endog, g.exog, { ...g.options, ...atGiven })
    const { layout, ...system } = systemOf(model)
    expect(Math.abs(model.inference().llf - c.llf)).toBeLessThan(1e-8)
    expect(layout.names).toEqual(c.names)
    // Least squares by QR against a pseudo-inverse, a banded solver against a sparse one.
    expect(
      worst(
        systemOf(model).startParams(() => undefined),
        c.start_params
      )
    ).toBeLessThan(1e-9)
    expect(worst(layout.untransform(numbers(c.at)), c.unconstrained)).toBeLessThan(1e-12)
    expect(worst(layout.transform(numbers(c.unconstrained)), c.at)).toBeLessThan(1e-12)
    expect(Object.keys(system)).toContain('stateNames')
    const found = await model.forecast(STEPS, { exog: g.ahead, interval: 0.95 })
    for (const band of ['mean', 'se', 'lower', 'upper'] as const)
      expect(worst(found[band]!, c.forecast[band]), band).toBeLessThan(filterTolerance)
  })

  it.each(cases)('reaches the likelihood and forecasts of a fit: $name', async (c) => {
    const g = dataOf(c)
    const expected = c.fit!
    const model = await new make(c.params).fit(g.endog, g.exog, g.options)
    expect(model.inference().llf).toBeGreaterThan(expected.llf - 1e-3)
    const { mean } = await model.forecast(STEPS, { exog: g.ahead })
    mean.forEach((value, i) => {
      expect(Math.abs(value - expected.forecast.mean[i]) / expected.forecast.se[0]).toBeLessThan(0.01)
    })
  })

  it.each(cases)('prints the summary: $name', async (c) => {
    const g = dataOf(c)
    const model = await new make(c.params).setParams(numbers(c.fit!.params), g.endog, g.exog, g.options)
    expect(worst(Object.values(model.inference().bse), c.fit!.bse)).toBeLessThan(1e-6)
    const text = model.summary().as_text().split('\n')
    expect(text.filter((line) => !/^(Date|Time):/.test(line))).toEqual(c.fit!.summary)
  })
})

describe('UnobservedComponents', () => {
  it.each(fixture.unobserved)('takes the series apart: $name', async (c) => {
    const g = dataOf(c)
    const model = new UnobservedComponents(c.params)
    await model.setParams(numbers(c.at), g.endog, g.exog, { ...g.options, ...atGiven })
    const parts = model.components()
    expect(Object.keys(parts).sort()).toEqual(Object.keys(c.components).sort())
    const last = g.endog.length - 1
    for (const [name, expected] of Object.entries(c.components))
      for (const kind of ['smoothed', 'smoothed_cov'] as const) {
        const values = parts[name][kind]
        expect(worst([values[40], values[last]], expected[kind]), `${name} ${kind}`).toBeLessThan(
          filterTolerance
        )
      }
  })

  it('refuses a trend it does not know and seasons that are none', async () => {
    const endog = numbers(fixture.data.nile.endog)
    await expect(new UnobservedComponents({ level: 'lokal' }).fit(endog)).rejects.toThrow(
      InvalidParameterError
    )
    await expect(new UnobservedComponents({ level: true, seasonal: 1 }).fit(endog)).rejects.toThrow(
      /at least 2|less than 2/
    )
  })

  it('survives a clone of its state', async () => {
    const model = await new UnobservedComponents({ level: 'llevel' }).fit(numbers(fixture.data.nile.endog))
    const again = UnobservedComponents.fromState<UnobservedComponents>(structuredClone(model.getState()))
    expect(again).toBeInstanceOf(MLEModel)
    expect(await again.forecast(3)).toEqual(await model.forecast(3))
  })
})

describe('ARIMA', () => {
  it('refuses a trend that differencing takes away', async () => {
    const endog = numbers(fixture.data.nile.endog)
    await expect(new ARIMA({ order: [1, 1, 0], trend: 'c' }).fit(endog)).rejects.toThrow(
      /differencing takes away/
    )
  })

  it('takes a trend on into what is appended', async () => {
    const endog = numbers(fixture.data.nile.endog)
    const whole = await new ARIMA({ order: [1, 0, 0], trend: 'ct' }).fit(endog)
    const model = new ARIMA({ order: [1, 0, 0], trend: 'ct' })
    await model.setParams(whole.params_, endog.slice(0, 70))
    await model.append(endog.slice(70))
    expect(model.inference().llf).toBeCloseTo(whole.inference().llf, 9)
  })
})
