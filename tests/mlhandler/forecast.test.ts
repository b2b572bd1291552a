import { beforeAll, describe, expect, it } from 'vitest'
import fixture from '../fixtures/mlhandler/inflation.json'
import { createSite, errorOf, post, type TestSite } from './site'

const { ahead } = fixture
const rows = ahead.index.map((index, i) => ({ index, Dp: ahead.Dp[i] }))

interface Attributes {
  llf: number
  params: Record<string, number>
  bse: Record<string, number>
  aic: number
  bic: number
  summary: string
}

describe('the forecast handler', () => {
  let site: TestSite
  /** The series' one-step standard deviation, the measure of the tolerances below. */
  const oneStep = ahead.se[0]

  beforeAll(async () => {
    site = await createSite()
  })

  it('fits as statsmodels does', async () => {
    const { score } = (await site.json('/forecast?_action=train', { method: 'POST' })) as { score: number }
    expect(score).toBeCloseTo(fixture.mae, 4)
    const { attrs } = (await site.json('/forecast?_params')) as { attrs: Attributes }
    // Not lower than statsmodels' optimum by more than 1e-3.
    expect(attrs.llf).toBeGreaterThan(fixture.llf - 1e-3)
    // Parameters to the optimiser's tolerance.
    for (const [name, value] of Object.entries(fixture.params))
      expect(Math.abs(attrs.params[name] - value), name).toBeLessThan(2e-3)
    expect(Object.keys(attrs.bse)).toEqual(Object.keys(fixture.params))
    expect(attrs.aic).toBeLessThan(attrs.bic)
    expect(attrs.summary).toContain('SARIMAX(7, 1, 0)')
  })

  it('predicts posted timestamps, in the sample and beyond, within 1 % of the one-step deviation', async () => {
    const answer = (await site.json('/forecast', post(rows))) as number[]
    answer.forEach((value, i) => expect(Math.abs(value - ahead.mean[i])).toBeLessThan(0.01 * oneStep))
    const inside = (await site.json(
      '/forecast',
      post([{ index: '1990-04-01', Dp: 0 }, { index: '1998Q4' }])
    )) as number[]
    expect(Math.abs(inside[0] - fixture.fitted[72])).toBeLessThan(0.01 * oneStep)
    expect(Math.abs(inside[1] - fixture.fitted[106])).toBeLessThan(0.01 * oneStep)
  })

  it('reads epoch milliseconds as to_json writes them, in any order', async () => {
    const shuffled = [2, 0, 3, 1].map((i) => ({ index: Date.parse(rows[i].index), Dp: rows[i].Dp }))
    const answer = (await site.json('/forecast', post(shuffled))) as number[]
    expect(Math.abs(answer[0] - ahead.mean[2])).toBeLessThan(0.01 * oneStep)
    expect(Math.abs(answer[1] - ahead.mean[0])).toBeLessThan(0.01 * oneStep)
  })

  it('adds bounds by _interval', async () => {
    const answer = (await site.json('/forecast?_action=predict&_interval=0.95', post(rows))) as {
      R: number
      lower: number
      upper: number
    }[]
    answer.forEach(({ lower, upper }, i) => {
      // The bounds' own scale: 2 % of the deviation of their step.
      expect(Math.abs(lower - ahead.lower[i])).toBeLessThan(0.02 * ahead.se[i])
      expect(Math.abs(upper - ahead.upper[i])).toBeLessThan(0.02 * ahead.se[i])
    })
    expect((await errorOf(await site.fetch('/forecast?_interval=2', post(rows)))).status).toBe(400)
  })

  it('gives a span by start, end and steps where no exogenous data is needed', async () => {
    const span = (await site.json('/forecast?start=1998-01-01&end=1998Q4')) as { index: string; R: number }[]
    expect(span.map(({ index }) => index)).toEqual(['1998-01-01', '1998-04-01', '1998-07-01', '1998-10-01'])
    expect(Math.abs(span[3].R - fixture.fitted[106])).toBeLessThan(0.01 * oneStep)
    const error = await errorOf(await site.fetch('/forecast?steps=4'))
    expect(error).toMatchObject({ status: 400 })
    expect(error.message).toContain('Dp')
  })

  it('takes exogenous values by name for a span beyond: one for each period, or one for all', async () => {
    const query = `/forecast?steps=4&${ahead.Dp.map((value) => `Dp=${value}`).join('&')}`
    const span = (await site.json(query)) as { index: string; R: number }[]
    expect(span.map(({ index }) => index)).toEqual(ahead.index)
    span.forEach(({ R }, i) => expect(Math.abs(R - ahead.mean[i])).toBeLessThan(0.01 * oneStep))
    const held = await site.json('/forecast?end=1999Q2&start=1999Q1&Dp=0.01')
    expect(held).toEqual(await site.json('/forecast?steps=2&Dp=0.01&Dp=0.01'))
    const error = await errorOf(await site.fetch('/forecast?steps=4&Dp=0.01&Dp=0.02'))
    expect(error).toMatchObject({ status: 400 })
    expect(error.message).toContain('1999-10-01')
    const text = await errorOf(await site.fetch('/forecast?steps=1&Dp=high'))
    expect(text).toMatchObject({ status: 422 })
    expect(text.message).toContain('high')
  })

  it.each([
    [[{ index: '1999-01-01' }], 'Dp'],
    [[{ index: 'soon', Dp: 1 }], 'soon'],
    [[{ index: '1999-02-03', Dp: 1 }], '1999-02-03'],
    [[{ index: '1999-04-01', Dp: 1 }], '1999-01-01']
  ])('refuses rows %j and names %s', async (bad, named) => {
    const error = await errorOf(await site.fetch('/forecast', post(bad)))
    expect(error.status).toBe(422)
    expect(error.message).toContain(named)
  })

  it('shows the summary as HTML', async () => {
    const response = await site.fetch('/forecast?_model&_format=html')
    expect(response.headers.get('content-type')).toContain('text/html')
    expect(await response.text()).toContain('<table')
  })

  it('goes on with appended observations without a refit, and refits from there', async () => {
    const own = await createSite()
    await own.fetch('/forecast?_action=train', { method: 'POST' })
    const before = ((await own.json('/forecast?_params')) as { attrs: Attributes }).attrs.params
    await own.fetch('/forecast?_action=append', post([{ ...rows[0], R: 0.04 }]))
    const { attrs } = (await own.json('/forecast?_params')) as { attrs: Attributes }
    expect(attrs.params).toEqual(before)
    const [next] = (await own.json('/forecast', post([rows[1]]))) as number[]
    expect(next).not.toBeCloseTo(ahead.mean[1], 6)
    const { score } = (await own.json('/forecast?_action=retrain', { method: 'POST' })) as { score: number }
    expect(score).toBeCloseTo(fixture.mae, 3)
  })

  it('takes statsmodels’ other models', async () => {
    const own = await createSite()
    const classes = [
      'ARIMA&order=[1,1,0]',
      'AutoReg&lags=2',
      'UnobservedComponents&level=local+level',
      'VAR&maxlags=2'
    ]
    for (const name of classes) {
      await own.fetch(`/forecast?_model&class=${name}`, { method: 'PUT' })
      const answer = (await own.json('/forecast?_action=train', { method: 'POST' })) as { score: number }
      expect(answer.score, `${name} ${JSON.stringify(answer)}`).toBeLessThan(0.01)
    }
    for (const name of [
      'SimpleExpSmoothing',
      'Holt',
      'ExponentialSmoothing&seasonal=add&seasonal_periods=4'
    ]) {
      await own.fetch(`/forecast?_model&class=${name}&exclude=Dp`, { method: 'PUT' })
      const answer = (await own.json('/forecast?_action=train', { method: 'POST' })) as { score: number }
      expect(answer.score, `${name} ${JSON.stringify(answer)}`).toBeLessThan(0.01)
      expect(await own.json('/forecast?steps=3')).toHaveLength(3)
    }
  })
})
