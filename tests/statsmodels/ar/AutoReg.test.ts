import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { InvalidParameterError, NotFittedError, ValueError } from '$lib/estimator/exceptions'
import { matrix, type Matrix } from '$lib/numeric/matrix'
import { AutoReg, type AutoRegParams } from '$lib/statsmodels/tsa/ar_model'
import { expectClose, withoutClock, type Numbers } from '../close'

interface Series {
  name: string
  endog: number[]
  exogNames: string[]
  exog: number[]
  index: number[] | null
  freq: string | null
}
interface Case {
  series: string
  params: Partial<AutoRegParams>
  exog: boolean
  names: string[]
  coef: Numbers
  cov: Numbers
  statistics: Record<string, number>
  pvalues: Numbers
  whole: Numbers
  span: Numbers
  se: Numbers
  bounds: [Numbers, Numbers]
  dynamic: Numbers
  early: Numbers
  summary: string
}
const fixture = JSON.parse(readFileSync('tests/fixtures/statsmodels/ar.json', 'utf8')) as {
  ahead: number
  series: Record<string, Series>
  cases: Case[]
}

const EXACT = 1e-9

function data({ series, exog }: Case, from = 0, to = fixture.series[series].endog.length - fixture.ahead) {
  const { endog, exogNames, exog: values, index, freq, name } = fixture.series[series]
  const k = exogNames.length
  const rows = (a: number, b: number): Matrix | null =>
    exog ? matrix(b - a, k, Float64Array.from(values.slice(a * k, b * k))) : null
  return {
    endog: Float64Array.from(endog.slice(from, to)),
    exog: rows(from, to),
    ahead: rows(to, endog.length),
    options: {
      index: index && Float64Array.from(index.slice(from, to)),
      freq,
      endogName: name,
      exogNames: exog ? exogNames : []
    }
  }
}

async function fitted(given: Case, to?: number): Promise<AutoReg> {
  const { endog, exog, options } = data(given, 0, to)
  return new AutoReg(given.params).fit(endog, exog, options)
}

describe.each(fixture.cases.map((c) => [c.series, JSON.stringify(c.params), c] as const))(
  'AutoReg on %s with %s',
  (_s, _p, given) => {
    const { ahead } = data(given)
    const nobs = data(given).endog.length

    it('has statsmodels’ coefficients and statistics', async () => {
      const model = await fitted(given)
      expect(model.param_names_).toEqual(given.names)
      expectClose(model.params_, given.coef, EXACT, 'params')
      expectClose(model.cov_params_.data, given.cov, EXACT, 'cov_params')
      const found = model.statistics()
      for (const [key, value] of Object.entries(given.statistics))
        expectClose([found[key as 'llf']], [value], EXACT, key)
      expectClose(Object.values(found.pvalues), given.pvalues, EXACT, 'pvalues')
    })

    it('predicts inside the sample and beyond', async () => {
      const model = await fitted(given)
      expectClose((await model.predict()).mean, given.whole, EXACT, 'whole')
      const span = await model.predict({
        start: nobs - 12,
        end: nobs + fixture.ahead - 1,
        exog: ahead,
        interval: 0.8
      })
      expectClose(span.mean, given.span, EXACT, 'mean')
      expectClose(span.se, given.se, EXACT, 'se')
      expectClose(span.lower!, given.bounds[0], EXACT, 'lower')
      expectClose(span.upper!, given.bounds[1], EXACT, 'upper')
      const beyond = await model.predict({ start: nobs + 3, end: nobs + 5, exog: ahead })
      expectClose(beyond.mean, given.span.slice(15, 18), EXACT, 'beyond')
      expectClose(beyond.se, given.se.slice(15, 18), EXACT, 'beyond, se')
      const dynamic = await model.predict({ start: 20, end: nobs + 3, dynamic: 5, exog: ahead })
      expectClose(dynamic.mean, given.dynamic, EXACT, 'dynamic')
      expectClose(
        (await model.predict({ start: 0, end: 15, dynamic: true })).mean,
        given.early,
        EXACT,
        'early'
      )
    })

    it('prints statsmodels’ summary', async () => {
      expect(withoutClock((await fitted(given)).summary().as_text())).toBe(given.summary)
    })

    it('is plain data', async () => {
      const model = await fitted(given)
      const copy = AutoReg.fromState(structuredClone(model.getState()))
      const span = { start: 0, end: nobs + 2, exog: ahead }
      expect(await copy.predict(span)).toEqual(await model.predict(span))
      expect(copy.statistics()).toEqual(model.statistics())
    })

    it('appends without a new fit', async () => {
      const model = await fitted(given, nobs - 10)
      const params = model.params_.slice()
      const more = data(given, nobs - 10, nobs)
      await model.append(more.endog, more.exog, more.options.index)
      expect(model.params_).toEqual(params)
      const same = await fitted(given)
      same.params_ = params
      const span = { start: nobs - 20, end: nobs + 2, exog: ahead }
      expect((await model.predict(span)).mean).toEqual((await same.predict(span)).mean)
      expect(model.index_).toEqual(same.index_)
    })
  }
)

describe('AutoReg refuses', () => {
  const y = Float64Array.from({ length: 30 }, (_, i) => Math.sin(i))

  it.each([
    [{ lags: [1, 1] }, 'lags = [1,1]'],
    [{ lags: [0] }, 'lags = [0]'],
    [{ lags: -1 }, 'lags = -1'],
    [{ lags: 1.5 }, 'lags = 1.5'],
    [{ lags: 4, hold_back: 3 }, 'hold_back = 3'],
    [{ trend: 'ctt' }, 'trend = "ctt"'],
    [{ period: 1 }, 'period = 1'],
    [{ seasonal: true }, 'length of the season']
  ])('%j', async (params, words) => {
    const fit = new AutoReg(params as Partial<AutoRegParams>).fit(y)
    await expect(fit).rejects.toThrow(InvalidParameterError)
    await expect(fit).rejects.toThrow(words)
  })

  it('unknown parameters, too few observations, gaps, and predictions that cannot be', async () => {
    expect(() => new AutoReg({ lag: 3 } as object)).toThrow('no parameter "lag"')
    await expect(new AutoReg({ lags: 20 }).fit(y)).rejects.toThrow('10 observations remain')
    await expect(new AutoReg({ lags: 1 }).predict()).rejects.toThrow(NotFittedError)
    const gap = y.map((value, i) => (i === 7 ? NaN : value))
    await expect(new AutoReg({ lags: 1 }).fit(gap, null, { endogName: 'sine' })).rejects.toThrow(
      'sine is missing or infinite in row 7'
    )
    expect((await new AutoReg({ lags: 1, missing: 'drop' }).fit(gap)).endog_.length).toBe(29)
    const model = await new AutoReg({ lags: 1 }).fit(y, matrix(30, 1, y.slice()), { exogNames: ['x'] })
    await expect(model.predict({ end: 31 })).rejects.toThrow(
      '2 periods beyond the sample need as many rows of x'
    )
    await expect(model.predict({ start: 5, end: 3 })).rejects.toThrow(ValueError)
    await expect(model.predict({ interval: 95 })).rejects.toThrow('interval of 95')
  })

  it('to go on when aborted', async () => {
    const signal = AbortSignal.abort()
    await expect(new AutoReg({ lags: 1 }).fit(y, null, { signal })).rejects.toThrow('aborted')
  })
})
