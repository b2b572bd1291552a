import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { InvalidParameterError } from '$lib/estimator/exceptions'
import { matrix, type Matrix } from '$lib/numeric/matrix'
import { VAR, type VARParams } from '$lib/statsmodels/tsa/vector_ar'
import { expectClose, type Numbers } from '../close'

interface Case {
  data: string
  params: Partial<VARParams>
  exog: boolean
  k_ar: number
  names: string[]
  coef: Numbers
  stderr: Numbers
  pvalues: Numbers
  sigma: Numbers
  corr: Numbers
  statistics: Record<string, number | null>
  fitted: Numbers
  mean: Numbers
  lower: Numbers
  upper: Numbers
  summary: string | null
  order: { ics: Record<string, (number | null)[]>; selected: Record<string, number> }
}
const fixture = JSON.parse(readFileSync('tests/fixtures/statsmodels/var.json', 'utf8')) as {
  ahead: number
  data: Record<string, { names: string[]; rows: number; values: number[] }>
  exog: { names: string[]; values: number[] }
  cases: Case[]
}
const EXACT = 1e-9

const rows = (values: readonly number[], k: number, from: number, to: number): Matrix =>
  matrix(to - from, k, Float64Array.from(values.slice(from * k, to * k)))

function data({ data: name, exog }: Case, from = 0, to = fixture.data[name].rows - fixture.ahead) {
  const { names, values, rows: all } = fixture.data[name]
  const x = fixture.exog
  return {
    endog: rows(values, names.length, from, to),
    exog: exog ? rows(x.values, x.names.length, from, to) : null,
    ahead: exog ? rows(x.values, x.names.length, to, all) : null,
    options: { endogNames: names, exogNames: exog ? x.names : [] }
  }
}

async function fitted(given: Case, to?: number): Promise<VAR> {
  const { endog, exog, options } = data(given, 0, to)
  return new VAR(given.params).fit(endog, exog, options)
}

/** By equation as by regressor. */
const flat = (table: Readonly<Record<string, Readonly<Record<string, number>>>>): number[] => {
  const columns = Object.values(table).map((column) => Object.values(column))
  return columns[0].flatMap((_, i) => columns.map((column) => column[i]))
}

const withoutClock = (text: string): string =>
  text.replace(
    /(Date:|Time:)( +)(.*)/g,
    (_, name: string, space: string, rest: string) => name + space + ' '.repeat(rest.length)
  )

describe.each(fixture.cases.map((c) => [c.data, JSON.stringify(c.params), c] as const))(
  'VAR on %s with %s',
  (_data, _params, given) => {
    const { ahead, endog } = data(given)
    const [nobs, k] = endog.shape

    it('has statsmodels’ coefficients and statistics', async () => {
      const model = await fitted(given)
      expect(model.k_ar_).toBe(given.k_ar)
      expect(model.param_names_).toEqual(given.names)
      const found = model.statistics()
      expectClose(model.params_.data, given.coef, EXACT, 'params')
      expectClose(flat(found.stderr), given.stderr, EXACT, 'stderr')
      expectClose(flat(found.pvalues), given.pvalues, EXACT, 'pvalues')
      expectClose(found.sigma_u.flat(), given.sigma, EXACT, 'sigma_u')
      expectClose(found.resid_corr.flat(), given.corr, EXACT, 'resid_corr')
      for (const [key, value] of Object.entries(given.statistics))
        expectClose([found[key as 'llf']], [value], EXACT, key)
    })

    it('predicts inside the sample and beyond', async () => {
      const model = await fitted(given)
      const inside = await model.predict()
      expectClose(inside.mean.subarray(given.k_ar * k), given.fitted, EXACT, 'fitted')
      expect(inside.mean.subarray(0, given.k_ar * k).every(Number.isNaN)).toBe(true)
      const beyond = await model.predict({
        start: nobs,
        end: nobs + fixture.ahead - 1,
        exog: ahead,
        interval: 0.9
      })
      expectClose(beyond.mean, given.mean, EXACT, 'mean')
      expectClose(beyond.lower!, given.lower, EXACT, 'lower')
      expectClose(beyond.upper!, given.upper, EXACT, 'upper')
      const later = await model.predict({ start: nobs + 2, end: nobs + 3, exog: ahead, interval: 0.9 })
      expect(later.mean).toEqual(beyond.mean.slice(2 * k, 4 * k))
      expect(later.upper).toEqual(beyond.upper!.slice(2 * k, 4 * k))
    })

    it('selects the order that statsmodels selects', async () => {
      const model = await fitted(given)
      const { ics, selected_orders } = model.select_order({
        maxlags: given.data === 'short' ? 2 : 6,
        trend: given.params.trend ?? 'c'
      })
      expect(selected_orders).toEqual(given.order.selected)
      for (const [key, values] of Object.entries(given.order.ics))
        expectClose(ics[key as 'aic'], values, EXACT, key)
    })

    it('is plain data, and appends without a new fit', async () => {
      const model = await fitted(given)
      const copy = VAR.fromState(structuredClone(model.getState()))
      const span = { start: 0, end: nobs + 1, exog: ahead, interval: 0.5 }
      expect(await copy.predict(span)).toEqual(await model.predict(span))
      const grown = await fitted(
        { ...given, params: { ...given.params, ic: null, maxlags: given.k_ar } },
        nobs - 1
      )
      const params = grown.params_.data.slice()
      const more = data(given, nobs - 1, nobs)
      await grown.append(more.endog, more.exog)
      expect(grown.params_.data).toEqual(params)
      expect(grown.endog_).toEqual(model.endog_)
      expect(grown.exog_).toEqual(model.exog_)
      const { nobs: explained, params: reported } = grown.statistics()
      expect(explained).toBe(nobs - given.k_ar)
      expectClose(flat(reported), [...params], 0, 'params')
    })
  }
)

describe('VAR', () => {
  it.each(
    fixture.cases.filter(({ summary }) => summary !== null).map((c) => [JSON.stringify(c.params), c] as const)
  )('prints statsmodels’ summary of %s', async (_params, given) => {
    const summary = (await fitted(given)).summary()
    expect(withoutClock(summary.as_text())).toBe(given.summary)
    expect(summary.as_html().match(/<table/g)).toHaveLength(3 + data(given).endog.shape[1])
  })

  it('refuses what cannot be', async () => {
    const { endog, exog } = data(fixture.cases[4])
    const [n] = endog.shape
    await expect(new VAR({ trend: 't' as 'ct' }).fit(endog)).rejects.toThrow(InvalidParameterError)
    await expect(new VAR().fit(matrix(n, 1))).rejects.toThrow('1 series was given')
    await expect(new VAR({ maxlags: 60 }).fit(endog)).rejects.toThrow('too few for 60 lags')
    await expect(new VAR({ maxlags: 60, ic: 'aic' }).fit(endog)).rejects.toThrow(
      '60 lags of 2 series cannot be estimated'
    )
    await expect(new VAR({ ic: 'aic' }).fit(matrix(1, 2))).rejects.toThrow('too few to choose lags')
    await expect(new VAR().fit(matrix(0, 2))).rejects.toThrow('0 observations are too few')
    await expect(new VAR().fit(endog, matrix(3, 2))).rejects.toThrow('exog has 3 rows')
    const model = await new VAR().fit(endog, exog, { exogNames: ['realint', 'tbilrate'] })
    await expect(model.predict({ end: n })).rejects.toThrow('as many rows of realint, tbilrate')
    const gap = matrix(
      n,
      2,
      endog.data.map((value, i) => (i === 9 ? NaN : value))
    )
    await expect(new VAR().fit(gap, null, { endogNames: ['infl', 'unemp'] })).rejects.toThrow(
      'unemp is missing or infinite in row 4'
    )
    expect((await new VAR({ missing: 'drop' }).fit(gap)).endog_.shape[0]).toBe(n - 1)
  })
})
