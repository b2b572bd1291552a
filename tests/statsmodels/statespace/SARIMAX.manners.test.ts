/** What SARIMAX refuses, and how it behaves while it works. */
import { describe, expect, it } from 'vitest'
import { InvalidParameterError, ValueError } from '$lib/estimator/exceptions'
import { SARIMAX } from '$lib/statsmodels/tsa/statespace/SARIMAX'
import { given, numbers, read, worst, type Series } from './_fixture'

const fixture = read<{ data: Record<string, Series> }>('sarimax.json')

describe('SARIMAX and what it refuses', () => {
  const nile = numbers(fixture.data.nile.endog)
  const fit = (params: object): Promise<unknown> => new SARIMAX(params).fit(nile)

  it.each([
    [{ order: [1, 0] }, 'order'],
    [{ order: [-1, 0, 0] }, 'order\\[0\\]'],
    [{ order: [[1, 1, 3], 0, 0] }, 'order\\[0\\]'],
    [{ order: [1, 0.5, 0] }, 'order\\[1\\]'],
    [{ seasonal_order: [1, 0, 0, 0] }, 'seasonal_order'],
    [{ seasonal_order: [1, 0, 0, 1] }, 'seasonal_order'],
    [{ order: [4, 0, 0], seasonal_order: [1, 0, 0, 4] }, 'lag 4'],
    [{ time_varying_regression: true }, 'time_varying'],
    [{ order: [1, 1, 0], hamilton_representation: true }, 'hamilton']
  ])('orders that make no model: %o', async (params, text) => {
    await expect(fit(params)).rejects.toThrow(InvalidParameterError)
    const { message, hint } = (await fit(params).catch(
      (error: ValueError) => error as ValueError
    )) as ValueError
    expect(`${message} ${hint}`).toMatch(new RegExp(text))
  })

  it('parameters it does not have', () => {
    expect(() => new SARIMAX({ ordre: [1, 0, 0] } as object)).toThrow(/no parameter "ordre"/)
  })

  it('missing regressors, and forecasts without them', async () => {
    const g = given(fixture.data.inflation, true, 8)
    const holed = { ...g.exog!, data: g.exog!.data.slice() }
    holed.data[5] = NaN
    await expect(new SARIMAX().fit(g.endog, holed, g.options)).rejects.toThrow(
      /Dp is missing or infinite in row 5/
    )
    const model = await new SARIMAX().fit(g.endog, g.exog, g.options)
    await expect(model.forecast(2)).rejects.toThrow(/2 observations beyond the sample need values of Dp/)
  })

  it.each([new Float64Array(0), new Float64Array(9).fill(NaN)])('a series of nothing', async (endog) => {
    await expect(new SARIMAX().fit(endog)).rejects.toThrow(/no observations/)
  })

  it('missing observations where it is told to', async () => {
    const endog = nile.slice()
    endog[3] = NaN
    await expect(new SARIMAX({ missing: 'raise' }).fit(endog)).rejects.toThrow(/missing or infinite in row 3/)
  })
})

describe('SARIMAX while it works', () => {
  const co2 = numbers(fixture.data.co2.endog)
  const seasonal = { order: [1, 1, 1], seasonal_order: [1, 1, 1, 12] } as const

  it('tells its progress', async () => {
    const phases: string[] = []
    await new SARIMAX({ order: [0, 1, 1] }).fit(numbers(fixture.data.nile.endog), null, {
      onProgress: ({ phase }) => phases.push(phase)
    })
    expect(new Set(phases)).toEqual(new Set(['fit', 'standard errors']))
  })

  it('stops when it is aborted', async () => {
    const abort = new AbortController()
    const fit = new SARIMAX(seasonal).fit(co2, null, { signal: abort.signal })
    setTimeout(() => abort.abort(), 20)
    await expect(fit).rejects.toThrow(/abort/i)
  })

  it('is as it was before where a fit fails', async () => {
    const nile = numbers(fixture.data.nile.endog)
    const fresh = new SARIMAX()
    await expect(fresh.fit(nile, null, { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i)
    await expect(fresh.forecast()).rejects.toThrow(/not fitted/)
    const fitted = await new SARIMAX().fit(nile)
    const forecast = await fitted.forecast(2)
    await expect(fitted.fit(co2, null, { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i)
    expect(await fitted.forecast(2)).toEqual(forecast)
  })

  it('starts a refit at given parameters', async () => {
    const model = await new SARIMAX({ order: [0, 1, 1] }).fit(numbers(fixture.data.nile.endog))
    const again = await new SARIMAX({ order: [0, 1, 1] }).fit(numbers(fixture.data.nile.endog), null, {
      startParams: model.params_
    })
    expect(again.mle_retvals_!.iterations).toBeLessThan(3)
    expect(worst(again.params_, [...model.params_])).toBeLessThan(1e-3)
  })

  it('differentiates by parameters in which a step of 1e-5 is lost', async () => {
    const huge = Float64Array.from({ length: 50 }, (_, t) => 1e12 * Math.sin(t * t))
    const model = await new SARIMAX({ order: [1, 1, 1] }).fit(huge)
    // statsmodels 0.13.5's fit, with as many iterations.
    expect(model.inference().llf).toBeCloseTo(-1408.5106961984413, 6)
    expect(model.mle_retvals_!.iterations).toBe(13)
  })

  it('starts anew where a refit would start on a boundary', async () => {
    const nile = numbers(fixture.data.nile.endog)
    const model = await new SARIMAX({ order: [1, 0, 0] }).fit(nile, null, {
      startParams: Float64Array.of(1, 20000)
    })
    const plain = await new SARIMAX({ order: [1, 0, 0] }).fit(nile)
    expect(model.params_).toEqual(plain.params_)
  })

  it('has no parameters to fit where there are none', async () => {
    const model = await new SARIMAX({ order: [0, 1, 0], concentrate_scale: true }).fit(
      numbers(fixture.data.nile.endog)
    )
    expect(model.params_).toHaveLength(0)
    expect(model.summary().as_text()).toContain('Scale')
  })

  it('knows beforehand what a long season costs', () => {
    const short = new SARIMAX(seasonal).cost(500)
    const long = new SARIMAX({ ...seasonal, seasonal_order: [1, 1, 1, 365] }).cost(1100)
    expect(short.states).toBe(27)
    expect(short.seconds).toBeLessThan(5)
    expect(long.states).toBe(733)
    expect(long.seconds).toBeGreaterThan(60)
    expect(long.bytes).toBeLessThan(200e6)
  })
})
