import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { InvalidParameterError, ValueError } from '$lib/estimator/exceptions'
import {
  STL,
  seasonalForecast,
  stlComponents,
  type STLFitOptions,
  type STLParams
} from '$lib/statsmodels/tsa/seasonal'
import { expectClose } from '../close'

interface Case {
  series: string
  params: Partial<STLParams>
  options: STLFitOptions
  config: Partial<STLParams>
  seasonal: number[]
  trend: number[]
  resid: number[]
  weights: number[]
}
const fixture = JSON.parse(readFileSync('tests/fixtures/statsmodels/stl.json', 'utf8')) as {
  series: Record<string, number[]>
  cases: Case[]
}
const series = (name: string): Float64Array => Float64Array.from(fixture.series[name])

describe('STL', () => {
  it.each(fixture.cases.map((c) => [c.series, JSON.stringify([c.params, c.options]), c] as const))(
    'decomposes %s with %s as statsmodels does',
    (_series, _params, given) => {
      const stl = new STL(given.params)
      expect(stl.config()).toEqual(given.config)
      const found = stl.fit(series(given.series), given.options)
      for (const part of ['seasonal', 'trend', 'resid', 'weights'] as const)
        expectClose(found[part], given[part], 1e-9, part)
    }
  )

  it('takes the season from the frequency', () => {
    expect(new STL().config('MS').period).toBe(12)
    expect(new STL().config('QS-OCT')).toMatchObject({ period: 4, trend: 9, low_pass: 5 })
  })

  it('carries the last season on', () => {
    const found = new STL({ period: 12 }).fit(series('co2'))
    expect(seasonalForecast(found, 12, 14)).toEqual(
      Float64Array.from([...found.seasonal.slice(-12), ...found.seasonal.slice(-12, -10)])
    )
  })

  it.each([
    [{}, 'length of the season'],
    [{ period: 1 }, 'period = 1'],
    [{ period: 12, seasonal: 8 }, 'seasonal = 8'],
    [{ period: 12, trend: 11 }, 'trend = 11'],
    [{ period: 12, low_pass: 14 }, 'low_pass = 14'],
    [{ period: 12, trend_deg: 2 }, 'trend_deg = 2'],
    [{ period: 12, seasonal_jump: 0 }, 'seasonal_jump = 0']
  ])('refuses %j', (params, words) => {
    const fit = () => new STL(params as Partial<STLParams>).fit(series('co2'))
    expect(fit).toThrow(InvalidParameterError)
    expect(fit).toThrow(words)
  })

  it('refuses unknown parameters, gaps and too short series', () => {
    expect(() => new STL({ periods: 12 } as object)).toThrow('no parameter "periods"')
    const y = series('co2')
    y[3] = NaN
    expect(() => new STL({ period: 12 }).fit(y)).toThrow('row 3')
    expect(() => new STL({ period: 12 }).fit(series('co2').slice(0, 11))).toThrow(ValueError)
  })
})

describe('the stl option', () => {
  const y = series('co2')

  it('sums the named parts', () => {
    const { seasonal, trend, resid } = new STL({ period: 12, robust: true }).fit(y)
    const kwargs = { period: 12, robust: true }
    expect(stlComponents(y, { components: ['trend'], kwargs })).toEqual(trend)
    expectClose(
      stlComponents(y, { components: ['trend', 'resid'], kwargs }),
      [...y].map((value, i) => value - seasonal[i]),
      1e-12
    )
    expect(stlComponents(y, { components: ['resid', 'resid'] as const, kwargs })).toEqual(resid)
    expect(stlComponents(y, { components: ['seasonal'] }, 'MS')).toEqual(
      new STL({ period: 12 }).fit(y).seasonal
    )
  })

  it('leaves the series as it is where no part or all are named', () => {
    expect(stlComponents(y, {})).toBe(y)
    expect(stlComponents(y, { components: ['seasonal', 'trend', 'resid'] })).toBe(y)
  })

  it('refuses a part that there is not', () => {
    expect(() => stlComponents(y, { components: ['season'] })).toThrow('no component "season"')
    expect(() => stlComponents(y, { components: ['trend'], kwargs: { robst: true } as object })).toThrow(
      '"robst"'
    )
  })
})
