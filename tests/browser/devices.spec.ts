/** The same training on each device of the browser and on the CPU, over REST. SwiftShader stands in for a GPU. */
import { expect, test } from '@playwright/test'
import { deviceOf, distance, rows, softwareGpu, train, type Training } from './gpu'
import { ask, json, open, postJson } from './site'

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
