/** SARIMAX beside statsmodels: at given parameters, fitted, over more data. */
import { describe, expect, it } from 'vitest'
import { SARIMAX } from '$lib/statsmodels/tsa/statespace/SARIMAX'
import type { CovType } from '$lib/statsmodels/tsa/statespace/_covParams'
import { SarimaxSystem } from '$lib/statsmodels/tsa/statespace/SarimaxSystem'
import { specify, type SARIMAXParams } from '$lib/statsmodels/tsa/statespace/sarimaxSpecification'
import { given, numbers, read, worst, type Bands, type Case, type Series } from './_fixture'

interface Fixture {
  data: Record<string, Series>
  cases: Case[]
  extension: Record<'append' | 'extend', { llf: number; forecast: Bands }>
}

const STEPS = 8
const fixture = read<Fixture>('sarimax.json')
const dataOf = (c: Case) => given(fixture.data[c.data], c.exog, STEPS)
const named = (name: string): Case => fixture.cases.find((c) => c.name === name)!
const modelOf = (c: Case): SARIMAX => new SARIMAX(c.params)

/** Relative to 1 + |value|, as `worst` counts: what the rounding of a variance of 10⁶ leaves. */
const filterTolerance = 1e-8

describe.each(fixture.cases)('SARIMAX at given parameters: $name', (c) => {
  const g = dataOf(c)
  const model = modelOf(c)
  const start = model.setParams(numbers(c.at), g.endog, g.exog, { ...g.options, cov_type: 'none' })

  it('has the log-likelihood and scale', async () => {
    await start
    const { llf, scale } = model.inference()
    expect(Math.abs(llf - c.llf)).toBeLessThan(1e-8)
    expect(worst(model.filter().llfObs.slice(-3), c.llf_obs)).toBeLessThan(1e-8)
    expect(scale / c.scale).toBeCloseTo(1, 9)
  })

  it('has the starting values and transforms', async () => {
    await start
    const params = { ...(model.get_params() as SARIMAXParams) }
    const system = new SarimaxSystem(specify(params, g.options.exogNames.length), {
      endog: model.endog_,
      exog: model.exog_,
      exogNames: g.options.exogNames,
      freq: null,
      offset: 0
    })
    expect(system.layout.names).toEqual(c.names)
    // Least squares by QR against a pseudo-inverse.
    expect(
      worst(
        system.startParams(() => undefined),
        c.start_params
      )
    ).toBeLessThan(1e-9)
    expect(worst(system.layout.untransform(numbers(c.at)), c.unconstrained)).toBeLessThan(1e-12)
    expect(worst(system.layout.transform(numbers(c.unconstrained)), c.at)).toBeLessThan(1e-12)
  })

  it.each([
    ['forecast', { start: 0, steps: STEPS }],
    ['insample', { start: 20, end: 25 }],
    ['dynamic', { start: 30, end: 35, dynamic: 2 }]
  ] as const)('predicts: %s', async (kind, options) => {
    await start
    // statsmodels counts from the first observation that differencing leaves.
    const { lost } = model
    const found =
      kind === 'forecast'
        ? await model.forecast(STEPS, { exog: g.ahead, interval: 0.95 })
        : await model.predict({
            ...options,
            start: options.start + lost,
            end: options.end + lost,
            interval: 0.95
          })
    for (const band of ['mean', 'se', 'lower', 'upper'] as const)
      expect(worst(found[band]!, c[kind][band]), band).toBeLessThan(filterTolerance)
  })
})

describe.each(fixture.cases.filter((c) => c.fit))('SARIMAX fitted: $name', (c) => {
  const g = dataOf(c)
  const expected = c.fit!

  it('reaches the likelihood and the forecasts of statsmodels', async () => {
    const model = await modelOf(c).fit(g.endog, g.exog, g.options)
    expect(model.inference().llf).toBeGreaterThan(expected.llf - 1e-3)
    const { mean } = await model.forecast(STEPS, { exog: g.ahead })
    const oneStep = expected.forecast.se[0]
    mean.forEach((value, i) =>
      expect(Math.abs(value - expected.forecast.mean[i]) / oneStep).toBeLessThan(0.01)
    )
    expect(model.mle_retvals_!.converged).toBe(expected.converged)
  })

  it('has the criteria, tests and summary at the same estimates', async () => {
    const model = await modelOf(c).setParams(numbers(expected.params), g.endog, g.exog, g.options)
    const found = model.inference()
    for (const name of ['llf', 'aic', 'aicc', 'bic', 'hqic', 'mae'] as const)
      expect(worst([found[name]], [expected[name]]), name).toBeLessThan(1e-8)
    const tests = [found.test_serial_correlation, found.test_heteroskedasticity, found.test_normality]
    tests.forEach(({ statistic, pvalue }, i) => {
      const [ljung, het, jb] = [expected.ljung_box, expected.het, expected.jarque_bera]
      expect(worst([statistic, pvalue], [ljung, het, jb][i].slice(0, 2))).toBeLessThan(1e-7)
    })
    expect(
      worst([found.test_normality.skew, found.test_normality.kurtosis], expected.jarque_bera.slice(2))
    ).toBeLessThan(1e-7)
    // Central differences against complex steps.
    for (const [name, values] of [
      ['bse', expected.bse],
      ['zvalues', expected.zvalues],
      ['pvalues', expected.pvalues]
    ] as const)
      expect(worst(Object.values(found[name]), values), name).toBeLessThan(1e-4)
    const text = model.summary().as_text().split('\n')
    expect(text.filter((line) => !/^(Date|Time):/.test(line))).toEqual(expected.summary)
  })

  // Central differences against complex steps. statsmodels' own approximate Hessian is that good only where no variance
  // of 10⁶ is about.
  const smooth = ['lags', 'hamilton', 'concentrated', 'exact diffuse', 'missing ends', 'free'].includes(
    c.name
  )
  const types: CovType[] = ['oim', 'robust', ...(smooth ? (['approx', 'robust_approx'] as const) : [])]
  it.each(types)('has standard errors: %s', async (cov_type) => {
    const options = { ...g.options, cov_type }
    const model = await modelOf(c).setParams(numbers(expected.params), g.endog, g.exog, options)
    const bse = Object.values(model.inference().bse)
    const reference = expected.covs[cov_type]
    bse.forEach((value, i) => expect(Math.abs(value / reference[i]! - 1)).toBeLessThan(1e-4))
  })
})

describe('SARIMAX on the inflation example', () => {
  it('has the published figures', async () => {
    const c = named('inflation')
    const g = dataOf(c)
    const model = await modelOf(c).fit(g.endog, g.exog, g.options)
    const { llf, params, mae } = model.inference()
    expect(llf).toBeCloseTo(404.681, 3)
    expect(params.Dp).toBeCloseTo(-0.016219, 5)
    expect(params['ar.L1']).toBeCloseTo(0.242345, 5)
    expect(params.sigma2).toBeCloseTo(2.8e-5, 6)
    expect(mae).toBeCloseTo(0.004917, 6)
  })

  it('survives a clone of its state', async () => {
    const c = named('inflation')
    const g = dataOf(c)
    const model = await modelOf(c).fit(g.endog, g.exog, g.options)
    const again = SARIMAX.fromState<SARIMAX>(structuredClone(model.getState()))
    const options = {
      start: 100,
      end: 110,
      exog: g.ahead && { data: g.ahead.data.slice(0, 4), shape: [4, 1] as const }
    }
    expect(await again.predict(options)).toEqual(await model.predict(options))
    expect(again.results().llf).toBe(model.results().llf)
  })
})

describe('SARIMAX with simple differencing', () => {
  it('has no predictions for the observations that it takes away', async () => {
    const nile = numbers(fixture.data.nile.endog)
    const model = new SARIMAX({ order: [1, 2, 0], simple_differencing: true })
    const { mean, lower } = await (await model.fit(nile)).predict({ start: 0, end: 101, interval: 0.9 })
    expect([...mean.slice(0, 2), lower![1]]).toEqual([NaN, NaN, NaN])
    expect(mean.slice(2).every(Number.isFinite)).toBe(true)
    expect(mean.slice(100)).toEqual((await model.forecast(2)).mean)
  })
})

describe('SARIMAX over more data', () => {
  const nile = numbers(fixture.data.nile.endog)
  const fitted = (): Promise<SARIMAX> =>
    new SARIMAX({ order: [1, 1, 1] }).setParams(Float64Array.of(0.3, -0.8, 20000), nile.slice(0, 80))

  it('appends as statsmodels does', async () => {
    const model = await (await fitted()).append(nile.slice(80))
    const { llf, forecast } = fixture.extension.append
    expect(worst([model.inference().llf], [llf])).toBeLessThan(filterTolerance)
    expect(worst((await model.forecast(3)).mean, forecast.mean)).toBeLessThan(filterTolerance)
    expect(model.summary().as_text()).toContain('estimated using a different dataset')
  })

  it('extends as statsmodels does', async () => {
    const model = await (await fitted()).extend(nile.slice(80))
    const { llf, forecast } = fixture.extension.extend
    expect(worst([model.inference().llf], [llf])).toBeLessThan(filterTolerance)
    const found = await model.forecast(3)
    expect(worst(found.mean, forecast.mean)).toBeLessThan(filterTolerance)
    expect(worst(found.se, forecast.se)).toBeLessThan(filterTolerance)
  })
})
