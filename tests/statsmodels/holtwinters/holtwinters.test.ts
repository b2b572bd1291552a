import { readFileSync } from 'node:fs'
import { describe, expect, it, vi } from 'vitest'
import { InvalidParameterError, ValueError } from '$lib/estimator/exceptions'
import { matrix } from '$lib/numeric/matrix'
import {
  ExponentialSmoothing,
  Holt,
  SimpleExpSmoothing,
  type HoltWintersFitOptions
} from '$lib/statsmodels/tsa/holtwinters'
import { expectClose, withoutClock, type Numbers } from '../close'

interface Fit {
  model: 'ExponentialSmoothing' | 'Holt' | 'SimpleExpSmoothing'
  series: string
  params: Record<string, unknown>
  options: HoltWintersFitOptions
  sse: number
  /** What was minimised. */
  objective: number
  forecast: Numbers
  /** The one-step standard deviation. */
  sd: number
}
interface Given extends Fit {
  aic: number
  /** null for infinity. */
  aicc: number | null
  bic: number
  fitted: Numbers
  level: Numbers
  trend: Numbers
  season: Numbers
  lamda: number | null
  summary: string
}
interface Spread {
  series: string
  trend: 'add' | null
  damped: boolean
  seasonal: 'add' | null
  mean: Numbers
  lower: Numbers
  upper: Numbers
}
const fixture = JSON.parse(readFileSync('tests/fixtures/statsmodels/holtwinters.json', 'utf8')) as {
  ahead: number
  series: Record<string, number[]>
  given: Given[]
  optimised: Fit[]
  spread: Spread[]
}

type AnyModel = ExponentialSmoothing | Holt | SimpleExpSmoothing
const classes = { ExponentialSmoothing, Holt, SimpleExpSmoothing } as Record<
  Fit['model'],
  new (params: object) => AnyModel
>
const series = (name: string): Float64Array => Float64Array.from(fixture.series[name])
const titled = <T extends Fit>(fits: T[]) =>
  fits.map(
    (fit) =>
      [
        `${fit.model} on ${fit.series}: ${JSON.stringify(fit.params)} ${JSON.stringify(fit.options)}`,
        fit
      ] as const
  )

const EXACT = 1e-9

// Searches take a while on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

describe.each(titled(fixture.given))('%s', (_title, given) => {
  const y = series(given.series)
  const span = { start: y.length, end: y.length + fixture.ahead - 1 }
  const fit = () =>
    new classes[given.model](given.params).fit(y, null, { ...given.options, endogName: 'endog' })
  // Golden sections and Brent's method both find the exponent to the root of the precision.
  const tolerance = given.params.use_boxcox === true ? 1e-5 : EXACT

  it('predicts what statsmodels predicts', async () => {
    const model = await fit()
    const found = model.statistics()
    expectClose([found.sse, found.aic, found.bic], [given.sse, given.aic, given.bic], tolerance, 'criteria')
    if (given.aicc === null) expect(found.aicc).toBe(Infinity)
    else expectClose([found.aicc], [given.aicc], tolerance, 'aicc')
    expectClose((await model.predict()).mean, given.fitted, tolerance, 'fitted')
    expectClose((await model.predict(span)).mean, given.forecast, tolerance, 'forecast')
    const { level, trend, season } = model.states
    expectClose(level, given.level, tolerance, 'level')
    expectClose(trend, given.trend, tolerance, 'trend')
    if (model.form_.m > 0) expectClose(season, given.season, tolerance, 'season')
    if (given.lamda !== null) expectClose([model.lambda_!], [given.lamda], tolerance, 'lamda')
  })

  it('prints statsmodels’ summary', async () => {
    const lines = (text: string): string[] =>
      text
        .split('\n')
        // statsmodels prints the first value of a damped trend after its first damping.
        .filter((line) => !(given.params.damped_trend && line.startsWith('initial_trend')))
        // It takes a Box–Cox exponent of 0 for none at all.
        .filter((line) => !(given.params.use_boxcox === 0 && line.startsWith('Box-Cox:')))
        // Its Box–Cox exponent and what follows from it differ in their last digits.
        .map((line) => (given.params.use_boxcox === true ? line.replace(/\d{3,}\b/g, '') : line))
    expect(lines(withoutClock((await fit()).summary().as_text()))).toEqual(lines(given.summary))
  })
})

describe.each(titled(fixture.optimised))('%s', (_title, given) => {
  it('has squared errors no greater than statsmodels’', async () => {
    const y = series(given.series)
    const model = await new classes[given.model](given.params).fit(y, null, given.options)
    expect(model.converged_).toBe(true)
    const { sse } = model.statistics()
    const { lambda_: lambda } = model
    const fitted = (await model.predict()).mean
    const transformed = (value: number): number =>
      lambda === null ? value : lambda === 0 ? Math.log(value) : (value ** lambda - 1) / lambda
    const objective = y.reduce((sum, value, i) => sum + (transformed(value) - transformed(fitted[i])) ** 2, 0)
    expect(objective / given.objective).toBeLessThanOrEqual(1 + 1e-3)
    if (Math.abs(objective / given.objective - 1) < 1e-7) {
      const { mean } = await model.predict({ start: y.length, end: y.length + fixture.ahead - 1 })
      mean.forEach((value, h) =>
        expect(Math.abs(value - given.forecast[h]!) / given.sd, `h = ${h}`).toBeLessThan(0.01)
      )
      expect(sse / given.sse).toBeCloseTo(1, 4)
    }
  })
})

describe.each(
  fixture.spread.map((given) => [JSON.stringify([given.trend, given.damped, given.seasonal]), given] as const)
)('intervals of the form %s', (_title, given) => {
  it('are those of the state space form', async () => {
    const y = series(given.series)
    const { trend, damped, seasonal } = given
    const model = await new ExponentialSmoothing({
      trend,
      damped_trend: damped,
      seasonal,
      seasonal_periods: seasonal && 4,
      initialization_method: 'known',
      initial_level: 50,
      initial_trend: trend && 1,
      initial_seasonal: seasonal && [-3, 1, 4, -2]
    }).fit(y, null, {
      optimized: false,
      smoothing_level: 0.4,
      smoothing_trend: 0.15,
      smoothing_seasonal: 0.25,
      damping_trend: 0.9
    })
    const { mean, se, lower, upper } = await model.predict({ start: 60, end: 77, interval: 0.8 })
    // Forecasts of the last observation's season differ: see the smoother. Widths do not.
    const width = (low: Numbers, high: Numbers): number[] => high.map((value, i) => value! - low[i]!)
    expectClose(width([...lower!], [...upper!]), width(given.lower, given.upper), EXACT, 'width')
    if (!seasonal) expectClose(mean, given.mean, EXACT, 'mean')
    expect(Array.from(se)).toEqual(Array.from(se).sort((a, b) => a - b))
  })
})

describe('ExponentialSmoothing', () => {
  const y = series('growth')
  const params = { trend: 'add', seasonal: 'add', seasonal_periods: 4, use_boxcox: 'log' } as const

  it('is plain data', async () => {
    const model = await new ExponentialSmoothing(params).fit(y)
    const copy = ExponentialSmoothing.fromState(structuredClone(model.getState()))
    const span = { start: 0, end: 70, interval: 0.9 }
    expect(await copy.predict(span)).toEqual(await model.predict(span))
    expect(copy.statistics()).toEqual(model.statistics())
  })

  it('appends without a new fit, and starts a new one from the last parameters', async () => {
    const form = { ...params, use_boxcox: false }
    const model = await new ExponentialSmoothing(form).fit(y.subarray(0, 60))
    const before = model.params_.slice()
    const ahead = await model.predict({ start: 60, end: 60 })
    await model.append(y.slice(60))
    expect(model.params_).toEqual(before)
    expect((await model.predict({ start: 60, end: 60 })).mean).toEqual(ahead.mean)
    const { sse } = model.statistics()
    const again = await new ExponentialSmoothing(form).fit(y, null, { startParams: model.params_ })
    const whole = await new ExponentialSmoothing(form).fit(y)
    expect(again.statistics().sse).toBeLessThanOrEqual(sse)
    expect(again.statistics().sse / whole.statistics().sse).toBeCloseTo(1, 4)
  })

  it('takes the season from the frequency and the spellings of statsmodels', async () => {
    const model = await new ExponentialSmoothing({ seasonal: 'multiplicative' as 'mul' }).fit(y, null, {
      freq: 'QS-OCT'
    })
    expect(model.form_).toEqual({ trend: null, damped: false, seasonal: 'mul', m: 4 })
    expect(model.param_names_).toEqual([
      'smoothing_level',
      'smoothing_seasonal',
      'initial_level',
      ...[0, 1, 2, 3].map((j) => `initial_seasons.${j}`)
    ])
  })

  it('keeps to bounds', async () => {
    const bounds = { smoothing_level: [0.2, 0.3], initial_level: [60, null] } as const
    const model = await new ExponentialSmoothing({ trend: 'add', bounds }).fit(y)
    const { smoothing_level, smoothing_trend, initial_level } = model.statistics().params as Record<
      string,
      number
    >
    expect(smoothing_level).toBeGreaterThanOrEqual(0.2)
    expect(smoothing_level).toBeLessThanOrEqual(0.3)
    expect(smoothing_trend).toBeLessThanOrEqual(smoothing_level)
    expect(initial_level).toBeGreaterThanOrEqual(60)
  })

  it.each([
    [{ damped_trend: true }, 'no trend to damp'],
    [{ seasonal: 'add' }, 'length of the season is not known'],
    [{ trend: 'linear' }, 'trend = "linear"'],
    [{ initialization_method: 'known' }, 'initial_level is missing'],
    [{ initial_level: 3 }, 'initial_level is given'],
    [
      {
        seasonal: 'add',
        seasonal_periods: 2,
        initialization_method: 'known',
        initial_level: 1,
        initial_seasonal: [1]
      },
      '1 values for a season of 2'
    ],
    [{ bounds: { alpha: [0, 1] } }, 'no parameter "alpha" to bound'],
    [{ bounds: { smoothing_level: [0.5, 1.5] } }, 'bounds of [0.5,1.5]'],
    [{ bounds: { initial_level: [3, 3] } }, 'bounds of [3,3]']
  ])('refuses %j', async (wrong, words) => {
    const fit = new ExponentialSmoothing(wrong as object).fit(y)
    await expect(fit).rejects.toThrow(InvalidParameterError)
    await expect(fit).rejects.toThrow(words)
  })

  it('refuses data and calls that it cannot serve', async () => {
    const model = new ExponentialSmoothing({ trend: 'mul' })
    await expect(model.fit(y.map((value, i) => (i === 5 ? 0 : value)))).rejects.toThrow('row 5 has 0')
    await expect(model.fit(y, matrix(64, 1), { exogNames: ['Dp'] })).rejects.toThrow(
      'no exogenous variables: Dp'
    )
    await expect(model.fit(y.map((value, i) => (i === 5 ? NaN : value)))).rejects.toThrow(
      'missing or infinite in row 5'
    )
    await expect(
      new ExponentialSmoothing({ seasonal: 'add', seasonal_periods: 12 }).fit(y.slice(0, 20))
    ).rejects.toThrow('too few')
    await expect(new Holt().fit(y, null, { optimized: false, smoothing_level: 0.2 })).rejects.toThrow(
      'smoothing_trend must be given'
    )
    await expect(new Holt().fit(y, null, { startParams: new Float64Array(3) })).rejects.toThrow(
      '3 starting values were given for 4'
    )
    await expect((await model.fit(y)).predict({ interval: 0.9 })).rejects.toThrow(ValueError)
  })

  it('can be stopped, and tells how far it is', async () => {
    const controller = new AbortController()
    const phases: string[] = []
    const long = Float64Array.from({ length: 3000 }, (_, i) => 100 + i / 50 + 10 * Math.sin(i / 3))
    const fit = new ExponentialSmoothing({ trend: 'add', seasonal: 'add', seasonal_periods: 24 }).fit(
      long,
      null,
      {
        signal: controller.signal,
        onProgress: ({ phase }) => {
          phases.push(phase)
          controller.abort()
        }
      }
    )
    await expect(fit).rejects.toThrow('aborted')
    expect(phases).toContain('fit')
  })
})
