/** A monthly series over REST: parts of it, gaps, spans, progress, cost, cancelling. */
import { beforeEach, describe, expect, it } from 'vitest'
import fixture from '../fixtures/mlhandler/stl.json'
import { createSite, errorOf, post, type TestSite } from './site'

const yaml = `
url:
  air:
    pattern: /air
    handler: MLHandler
    kwargs:
      model: {class: SARIMAX, index_col: month, target_col: co2, params: {order: [1, 1, 1]}}
`
interface Row {
  month: string | number | null
  co2: number | null
}
const rows: readonly Row[] = fixture.index.map((month, i) => ({ month, co2: fixture.co2[i] }))
const [plain] = fixture.cases.slice(-1)

let site: TestSite
beforeEach(async () => {
  site = await createSite({ yaml })
})

const train = (body: readonly object[], settings = ''): Promise<Response> =>
  site.fetch(`/air?_action=train${settings}`, post(body))
const asSettings = (settings: Record<string, unknown>): string =>
  Object.entries(settings)
    .map(([name, value]) => `&${name}=${encodeURIComponent(JSON.stringify(value))}`)
    .join('')

describe('the stl option', () => {
  it.each(fixture.cases.map((given) => [JSON.stringify(given.stl), given] as const))(
    'models the parts of %s as statsmodels does',
    async (_name, { stl, llf, mae, mean, se }) => {
      const answer = (await (await train(rows, asSettings({ stl }))).json()) as {
        score: number
        warnings?: string[]
      }
      // The two optimisers stop within a few thousandths of the same error.
      expect(Math.abs(answer.score - mae)).toBeLessThan(0.005 * mae)
      expect(answer.warnings?.some((text) => text.includes(stl.components.join(' + '))) ?? false).toBe(
        stl.components.length > 0
      )
      const { attrs } = (await site.json('/air?_params')) as { attrs: { llf: number } }
      expect(attrs.llf).toBeGreaterThan(llf - 1e-3)
      const ahead = (await site.json('/air?steps=6')) as { month: string; co2: number }[]
      expect(ahead[0].month).toBe('1966-08-01')
      ahead.forEach(({ co2 }, i) => expect(Math.abs(co2 - mean[i])).toBeLessThan(0.05 * se[i]))
    }
  )

  it('means trend + resid by true', async () => {
    const short = (await (await train(rows, '&stl=true')).json()) as { score: number }
    const long = await train(rows, asSettings({ stl: { components: ['trend', 'resid'] } }))
    expect((await long.json()) as { score: number }).toMatchObject({ score: expect.closeTo(short.score, 5) })
  })

  it.each([
    [{ components: ['season'] }, 'no component "season"'],
    [{ component: ['trend'] }, 'no option "component"'],
    [{ components: ['trend'], kwargs: { robst: true } }, '"robst"']
  ])('refuses %j', async (stl, words) => {
    const error = await errorOf(await train(rows, asSettings({ stl })))
    expect(error.status).toBe(400)
    expect(error.message).toContain(words)
  })
})

describe('timestamps', () => {
  const changed = (row: number, month: Row['month']): Row[] =>
    rows.map((given, i) => (i === row ? { ...given, month } : given))

  it.each([
    ['irregular', changed(5, '1958-08-02'), '1958-08-02'],
    ['duplicated', changed(5, rows[4].month), String(rows[4].month)],
    ['unparseable', changed(5, 'mid August'), 'mid August']
  ])('are refused when %s, with the value', async (_kind, bad, value) => {
    const error = await errorOf(await train(bad))
    expect(error).toMatchObject({ status: 422, details: { value, row: 5 } })
    expect(error.message).toContain(value)
    expect((await site.fetch('/air?_model')).status).toBe(404)
  })

  it.each([
    ['duplicated', { month: rows[100].month, co2: 320 }],
    ['too late', { month: '1966-12-01', co2: 320 }],
    ['unparseable', { month: 'soon', co2: 320 }]
  ])('of appended rows are refused when %s, and nothing is stored', async (_kind, row) => {
    await train(rows)
    const error = await errorOf(await site.fetch('/air?_action=append', post([row])))
    expect(error.status).toBe(422)
    expect(error.message).toContain(row.month)
    expect(await site.json('/air?_cache')).toHaveLength(rows.length)
  })

  it('keep their frequency when rows follow', async () => {
    await train(rows)
    await site.fetch('/air?_action=append', post([{ month: '1966-08-01', co2: 319.6 }]))
    const [next] = (await site.json('/air?steps=1')) as { month: string; co2: number }[]
    expect(next.month).toBe('1966-09-01')
    expect((await site.json('/air?_params')) as object).toMatchObject({ rows: 102, attrs: { nobs: 102 } })
  })
})

describe('missing values', () => {
  const without = (...gaps: number[]): Row[] =>
    rows.map((row, i) => (gaps.includes(i) ? { ...row, co2: null } : row))

  it('are bridged', async () => {
    await train(without(40, 41))
    const values = (await site.json('/air?start=40&end=41')) as { co2: number }[]
    values.forEach(({ co2 }, i) => expect(Math.abs(co2 - fixture.co2[40 + i])).toBeLessThan(3))
  })

  it('are dropped at the ends, and the timestamps with them', async () => {
    await train(without(0, 1, 100), '&missing=drop')
    const [first] = (await site.json('/air?start=0&end=0')) as { month: string }[]
    const [next] = (await site.json('/air?steps=1')) as { month: string }[]
    expect([first.month, next.month]).toEqual([rows[2].month, rows[100].month])
  })

  it('are not dropped in between, where positions would shift', async () => {
    const error = await errorOf(await train(without(40), '&missing=drop'))
    expect(error).toMatchObject({ status: 422, details: { column: 'co2', row: 40, value: rows[40].month } })
  })
})

describe('differences', () => {
  it('are what simple_differencing is scored by', async () => {
    const answer = (await (await train(rows, '&simple_differencing=true')).json()) as { score: number }
    expect(Math.abs(answer.score - fixture.differences.mae)).toBeLessThan(0.005 * fixture.differences.mae)
    const error = await errorOf(await site.fetch('/air?_action=score', post(rows)))
    expect(error).toMatchObject({ status: 400 })
    expect(error.message).toContain('simple_differencing')
  })
})

describe('spans', () => {
  it('begin after the sample, or at start', async () => {
    await train(rows)
    const span = (await site.json('/air?start=1966-07-01&steps=3')) as { month: string }[]
    expect(span.map(({ month }) => month)).toEqual(['1966-07-01', '1966-08-01', '1966-09-01'])
    const bounds = (await site.json('/air?steps=2&_interval=0.95')) as { lower: number; upper: number }[]
    bounds.forEach(({ lower, upper }, i) =>
      expect(Math.abs((upper - lower) / (2 * 1.959964) - plain.se[i])).toBeLessThan(0.01 * plain.se[i])
    )
  })

  it.each([
    ['steps=0', '0'],
    ['steps=many', 'many'],
    ['start=1966-07-01&end=1960-01-01', 'ends before'],
    ['steps=2&end=1970-01-01', 'end and steps']
  ])('are refused when they are none: %s', async (query, words) => {
    await train(rows)
    expect((await errorOf(await site.fetch(`/air?${query}`))).message).toContain(words)
  })
})

describe('a fit', () => {
  const events = async (response: Response): Promise<string[]> =>
    (await response.text()).split('\n\n').filter(Boolean)
  const stream = { accept: 'text/event-stream' }
  const slow = asSettings({ seasonal_order: [2, 1, 2, 48], order: [2, 1, 2] })
  const long = Array.from({ length: 1200 }, (_, month) => ({ month, co2: fixture.co2[month % 101] }))

  /** All that is told of a model, less the summary, which has the time of day. */
  const told = (params: unknown): unknown => {
    const { attrs, ...rest } = params as { attrs: Record<string, unknown> }
    return { ...rest, attrs: { ...attrs, summary: undefined } }
  }

  it('tells its progress', async () => {
    const seen = await events(await site.fetch('/air?_action=train', post(rows, stream)))
    expect(seen[0]).toContain('"phase":"fit"')
    expect(seen.at(-2)).toContain('standard errors')
    expect(seen.at(-1)).toMatch(/^event: result\ndata: \{"score":/)
  })

  it('tells beforehand when it will be slow, and stops when it is cancelled', async () => {
    await train(rows)
    const before = await site.json('/air?_params')
    const response = await site.fetch(`/air?_action=train${slow}`, post(long, stream))
    const reader = response.body!.getReader()
    const first = new TextDecoder().decode((await reader.read()).value)
    expect(first).toMatch(/This fit may take about \d+ (s|min) and \d+ MB/)
    await reader.cancel()
    const after = await site.json('/air?_params')
    expect(told(after)).toEqual(told(before))
  })

  it('stops when its request is aborted', async () => {
    const stop = new AbortController()
    setTimeout(() => stop.abort(), 50)
    const response = await site.fetch(`/air?_action=train${slow}`, { ...post(long), signal: stop.signal })
    expect(response.status).toBe(499)
    expect((await site.fetch('/air?_model')).status).toBe(404)
  })
})
