/** A forecast by real fetches in the built site, and its page. */
import { readFileSync } from 'node:fs'
import { expect, test } from '@playwright/test'
import { ask, json, open, postJson } from './site'

const fixture = JSON.parse(readFileSync('tests/fixtures/mlhandler/inflation.json', 'utf8')) as {
  mae: number
  llf: number
  ahead: { index: string[]; Dp: number[]; mean: number[]; se: number[] }
}
const { ahead } = fixture
const rows = ahead.index.map((index, i) => ({ index, Dp: ahead.Dp[i] }))
const train = { method: 'POST' }

interface Told {
  attrs: { llf: number; params: Record<string, number>; bse: Record<string, number>; nobs: number }
}

test('trains, predicts a span, appends without a refit, shows its summary', async ({ page }) => {
  await open(page)
  const { score } = (await json(page, '/forecast?_action=train', train)) as { score: number }
  expect(Math.abs(score - fixture.mae)).toBeLessThan(1e-4)
  const { attrs } = (await json(page, '/forecast?_params')) as Told
  expect(attrs.llf).toBeGreaterThan(fixture.llf - 1e-3)
  expect(Object.keys(attrs.bse)).toEqual(Object.keys(attrs.params))

  const values = (await json(page, '/forecast', postJson(rows))) as number[]
  // 1 % of the series' one-step standard deviation.
  values.forEach((value, i) => expect(Math.abs(value - ahead.mean[i])).toBeLessThan(0.01 * ahead.se[0]))
  const query = ahead.Dp.map((value) => `Dp=${value}`).join('&')
  const span = (await json(page, `/forecast?steps=4&${query}&_interval=0.95`)) as {
    index: string
    R: number
    lower: number
    upper: number
  }[]
  expect(span.map(({ index }) => index)).toEqual(ahead.index)
  expect(span.map(({ R }) => R)).toEqual(values)
  for (const { R, lower, upper } of span) expect(lower < R && R < upper).toBe(true)

  const summary = await ask(page, '/forecast?_model&_format=html')
  expect(summary.headers['content-type']).toContain('text/html')
  expect(summary.body).toContain('SARIMAX(7, 1, 0)')

  await json(page, '/forecast?_action=append', postJson([{ ...rows[0], R: 0.04 }]))
  const longer = (await json(page, '/forecast?_params')) as Told
  expect(longer.attrs.params).toEqual(attrs.params)
  expect(longer.attrs.nobs).toBe(attrs.nobs + 1)
  const refused = await ask(page, '/forecast?_action=append', postJson([{ ...rows[3], R: 0.04 }]))
  expect(refused.status).toBe(422)
})

test('the page shows the series, the forecast with its interval, and the fetch that made it', async ({
  page
}) => {
  await open(page)
  await page.getByRole('link', { name: 'The series and its forecast' }).click()
  await expect(page.getByRole('heading', { name: 'Forecast of R' })).toBeVisible({ timeout: 30_000 })
  const chart = page.getByRole('img', { name: /R: observed, predicted, forecast/ })
  await expect(chart.locator('desc')).toContainText('at 2000-10-01')

  await page.getByLabel('Periods ahead').fill('4')
  await page.getByLabel('Dp ahead').fill(ahead.Dp.join(', '))
  await page.getByRole('button', { name: 'Forecast' }).click()
  const code = page.locator('pre')
  await expect(code).toContainText('steps=4')
  const url = /fetch\('([^']+)'\)/.exec((await code.textContent())!)![1]
  const made = (await json(page, url)) as { R: number }[]
  made.forEach(({ R }, i) => expect(Math.abs(R - ahead.mean[i])).toBeLessThan(0.01 * ahead.se[0]))

  await page.getByText('The figures').click()
  const table = page.getByRole('table')
  await expect(table.getByRole('row')).toHaveCount(1 + 107 + 4)
  await expect(table.getByRole('row', { name: '1999-10-01' })).toContainText(
    String(Number(made[3].R.toPrecision(4)))
  )

  await page.getByLabel('Dp ahead').fill('high')
  await page.getByRole('button', { name: 'Forecast' }).click()
  await expect(page.getByRole('alert')).toContainText('high')
})
