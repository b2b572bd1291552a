/** The same training on each device of the browser and on the CPU, over REST. SwiftShader stands in for a GPU. */
import { expect, test, type Page } from '@playwright/test'
import { deviceOf, distance, rows, softwareGpu, train, type Training } from './gpu'
import { ask, json, open, postJson, type Answer } from './site'

test.use(softwareGpu)
test.describe.configure({ mode: 'serial' })

interface Case extends Training {
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

for (const device of ['wasm', 'webgpu', 'webgl'])
  test(`${device} fits what the CPU fits`, async ({ page }) => {
    test.setTimeout(240_000)
    await open(page)
    for (const one of cases) {
      const right = await train(page, one, 'cpu')
      const found = await train(page, one, `${device}!`)
      expect(found.device, one.query).toBe(device)
      expect(distance(found, right), `${one.query} on ${device}`).toBeLessThanOrEqual(one.tolerance)
    }
    for (const { query, target } of [cases[0], cases[7]]) {
      await train(page, { query, target, attribute: target ? 'coef_' : 'components_' }, 'cpu')
      const rest = postJson(rows.map(({ a, b, c, d }) => ({ a, b, c, d })))
      const right = await json(page, '/circlebasic?_action=predict&_device=cpu', rest)
      const there = await ask(page, `/circlebasic?_action=predict&_device=${device}!`, rest)
      expect(deviceOf(there)).toBe(device)
      // Classes are the same; what is rounded is told.
      if (target) expect(there.body).toEqual(right)
      else {
        const off = (there.body as number[][]).flatMap((row, i) =>
          row.map((value, j) => Math.abs(value - (right as number[][])[i][j]))
        )
        expect(Math.max(...off)).toBeLessThan(1e-5)
        if (device !== 'wasm')
          expect(there.headers['server-timing']).toMatch(/warning;desc="PCA.transform was/)
      }
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

interface Kept {
  readonly machine: string
  readonly speeds: Record<string, unknown>
}

/** What the engine measured of this machine, as it keeps it; replaced where something is given. */
const calibration = (page: Page, replacement?: Kept): Promise<Kept | undefined> =>
  page.evaluate(async (replacement) => {
    const name = 'mlhandler-devices'
    // To open it would make one without what the engine keeps in it.
    if (!(await indexedDB.databases()).some((known) => known.name === name)) return undefined
    const done = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve) => (request.onsuccess = () => resolve(request.result)))
    const db = await done(indexedDB.open(name))
    const store = db.transaction('calibration', 'readwrite').objectStore('calibration')
    if (replacement) await done(store.put(replacement, 'devices'))
    const kept = (await done(store.get('devices'))) as Kept | undefined
    db.close()
    return kept
  }, replacement)

test('auto measures this machine, finds the software GPU slow, and measures anew on another', async ({
  page
}) => {
  test.setTimeout(240_000)
  await open(page)
  // More than a calibration's worth: a dozen classes, and each evaluation goes through all of X twice.
  const large = (): Promise<Answer> =>
    page.evaluate(async () => {
      const rows = Array.from({ length: 5000 }, (_, i) => {
        const x = Array.from(
          { length: 100 },
          (_, j) => (Math.sin(12.9898 * (i + 1) * (j + 1)) * 43758.5453) % 1
        )
        return [...x, Math.floor(3 * (x[0] + x[1]) + 5)].join()
      })
      const names = [...Array.from({ length: 100 }, (_, j) => `x${j}`), 'y'].join()
      const form = new FormData()
      form.append('file', new File([[names, ...rows].join('\n')], 'rows.csv'))
      const query = '_action=train&class=LogisticRegression&max_iter=25&target_col=y'
      const response = await fetch(`/circlebasic?${query}`, { method: 'POST', body: form })
      return {
        status: response.status,
        headers: Object.fromEntries(response.headers),
        body: await response.json()
      }
    })
  const first = await large()
  expect(first.status).toBe(200)
  // Until it is measured, auto goes by what WebAssembly does on any machine.
  expect(deviceOf(first)).toBe('wasm')
  await expect.poll(() => calibration(page), { timeout: 100_000 }).toBeDefined()
  const { machine, speeds } = (await calibration(page))!
  expect(Object.keys(speeds).sort()).toEqual(['cpu', 'wasm', 'webgl', 'webgpu'])
  expect(machine).toContain(await page.evaluate(() => navigator.userAgent))
  expect(machine).toContain('SwiftShader')
  expect(deviceOf(await large())).toMatch(/^(cpu|wasm)$/)

  await calibration(page, { machine: 'another', speeds: {} })
  await open(page)
  expect((await large()).status).toBe(200)
  await expect.poll(async () => (await calibration(page))?.machine, { timeout: 100_000 }).toBe(machine)
})
