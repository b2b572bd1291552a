/** The same training on each device of the browser and on the CPU, over REST. SwiftShader stands in for a GPU. */
import { expect, test, type Page } from '@playwright/test'
import { ensureChromium, flags } from '../../tools/chromium.mjs'
import { ask, json, open, postJson, type Answer } from './site'

const swiftShader = [
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-features=Vulkan',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--ignore-gpu-blocklist'
]

test.use({ launchOptions: { executablePath: ensureChromium(), args: [...flags, ...swiftShader] } })
test.describe.configure({ mode: 'serial' })

const rows = Array.from({ length: 300 }, (_, i) => {
  const noise = (k: number): number => (Math.sin(12.9898 * (i + 1) * (k + 1)) * 43758.5453) % 1
  const [a, b, c, d] = [noise(0), 2 + noise(1), 3 * noise(2), noise(3) - 1]
  const y = a - 0.5 * b + c * 0.3 + d + 0.4 * noise(4)
  return { a, b, c, d, y: Math.exp(y / 3), kind: y > 0 ? 'high' : 'low' }
})

interface Case {
  readonly query: string
  readonly target: 'y' | 'kind' | ''
  readonly attribute: string
  /** As a share of the largest value. */
  readonly tolerance: number
}

const cases: readonly Case[] = [
  {
    query: 'class=LogisticRegression&solver=newton-cg&tol=1e-8',
    target: 'kind',
    attribute: 'coef_',
    tolerance: 1e-6
  },
  // lbfgs stops in a valley of its own tolerance.
  {
    query: 'class=LogisticRegression&tol=1e-8&max_iter=1000',
    target: 'kind',
    attribute: 'coef_',
    tolerance: 3e-3
  },
  {
    query: 'class=PoissonRegressor&tol=1e-8&max_iter=1000',
    target: 'y',
    attribute: 'coef_',
    tolerance: 1e-5
  },
  { query: 'class=GammaRegressor&tol=1e-8&max_iter=1000', target: 'y', attribute: 'coef_', tolerance: 1e-5 },
  { query: 'class=HuberRegressor&tol=1e-8&max_iter=1000', target: 'y', attribute: 'coef_', tolerance: 3e-4 },
  { query: 'class=Ridge', target: 'y', attribute: 'coef_', tolerance: 1e-11 },
  { query: 'class=LinearRegression', target: 'y', attribute: 'coef_', tolerance: 1e-11 },
  { query: 'class=PCA&svd_solver=full', target: '', attribute: 'explained_variance_', tolerance: 1e-5 }
]

const deviceOf = ({ headers }: Answer): string | undefined =>
  /device;desc="([^"]*)"/.exec(headers['server-timing'] ?? '')?.[1]

async function fit(page: Page, { query, target, attribute }: Case, device: string): Promise<number[]> {
  const data = rows.map(({ a, b, c, d, ...targets }) => ({
    a,
    b,
    c,
    d,
    ...(target ? { [target]: targets[target] } : {})
  }))
  const settings = `${query}&target_col=${target}&nums=a&nums=b&nums=c&nums=d`
  const answer = await ask(page, `/circlebasic?_action=train&${settings}&_device=${device}`, postJson(data))
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
  expect(deviceOf(answer), JSON.stringify(answer.body)).toBe(device.replace('!', ''))
  const { attrs } = (await json(page, '/circlebasic?_params')) as { attrs: Record<string, number[]> }
  return attrs[attribute].flat()
}

for (const device of ['wasm', 'webgpu', 'webgl'])
  test(`${device} fits what the CPU fits`, async ({ page }) => {
    test.setTimeout(240_000)
    await open(page)
    for (const one of cases) {
      const right = await fit(page, one, 'cpu')
      const found = await fit(page, one, `${device}!`)
      const size = Math.max(...right.map(Math.abs))
      const off = Math.max(...right.map((value, i) => Math.abs(value - found[i]))) / size
      expect(off, `${one.query} on ${device}`).toBeLessThanOrEqual(one.tolerance)
    }
    const neighbours =
      'class=KNeighborsClassifier&algorithm=brute&target_col=kind&nums=a&nums=b&nums=c&nums=d'
    const known = rows.slice(0, 200).map(({ a, b, c, d, kind }) => ({ a, b, c, d, kind }))
    await ask(page, `/circlebasic?_action=train&${neighbours}`, postJson(known))
    const asked = postJson(rows.slice(200).map(({ a, b, c, d }) => ({ a, b, c, d })))
    const there = await ask(page, `/circlebasic?_action=predict&_proba&_device=${device}!`, asked)
    expect(deviceOf(there)).toBe(device)
    expect(there.body).toEqual(await json(page, '/circlebasic?_action=predict&_proba&_device=cpu', asked))
  })

test('auto leaves small work on the CPU; an unknown device is refused', async ({ page }) => {
  await open(page)
  expect(deviceOf(await ask(page, '/ml?_action=train', { method: 'POST' }))).toBe('cpu')
  expect((await ask(page, '/ml?_action=train&_device=gpu', { method: 'POST' })).status).toBe(400)
})
