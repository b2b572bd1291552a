/** Every request of the documents on the Titanic, as a real fetch in the built site. */
import { readFileSync } from 'node:fs'
import { expect, test } from '@playwright/test'
import { ask, json, man, open, postJson } from './site'

const fixture = JSON.parse(readFileSync('tests/fixtures/mlhandler/titanic.json', 'utf8')) as {
  score: number
  rows: number
  man: { proba: number[] }
}
const csv = readFileSync('static/titanic.csv', 'utf8')

test.beforeEach(({ page }) => open(page))

test('GET predicts a row, repeated keys predict rows', async ({ page }) => {
  expect(await json(page, man)).toEqual([0])
  const [{ _proba }] = (await json(page, `${man}&_proba`)) as { _proba: Record<string, number> }[]
  // lbfgs' own tolerance.
  expect(Math.abs(_proba['0'] - fixture.man.proba[0])).toBeLessThan(1e-4)
  expect(await json(page, `${man}&Sex=female`)).toEqual([0, 1])
})

test('GET ?_model, ?_params, ?_cache and the page', async ({ page }) => {
  expect(await json(page, '/ml?_model')).toMatchObject({ model: 'LogisticRegression', params: { C: 1 } })
  const params = (await json(page, '/ml?_params')) as {
    rows: number
    opts: object
    attrs: { coef_: number[][] }
  }
  expect(params.rows).toBe(fixture.rows)
  expect(params.attrs.coef_).toHaveLength(1)
  expect(await json(page, '/ml?_cache')).toHaveLength(891)
  const { headers, body } = await ask(page, '/ml')
  expect(headers['content-type']).toContain('text/html')
  expect(body).toContain('Survived')
})

test('POST predicts JSON and an uploaded CSV', async ({ page }) => {
  const rows = ((await json(page, '/ml?_cache')) as object[]).slice(0, 3)
  expect(await json(page, '/ml?_action=predict', postJson(rows))).toEqual([0, 1, 1])
  const answers = (await json(page, '/ml?_action=predict', {
    method: 'POST',
    body: csv,
    file: 'titanic.csv'
  })) as unknown[]
  expect(answers).toHaveLength(891)
  expect(answers.slice(0, 3)).toEqual([0, 1, 1])
})

test('POST scores, trains, retrains', async ({ page }) => {
  for (const action of ['score', 'train', 'retrain']) {
    const { score } = (await json(page, `/ml?_action=${action}`, { method: 'POST' })) as { score: number }
    expect(Math.abs(score - fixture.score)).toBeLessThan(1e-9)
  }
  const trained = await json(page, '/ml?_action=retrain&target_col=Survived', {
    method: 'POST',
    body: csv,
    file: 'titanic.csv'
  })
  expect(Math.abs((trained as { score: number }).score - fixture.score)).toBeLessThan(1e-9)
})

test('POST appends JSON and an uploaded CSV', async ({ page }) => {
  const [row] = (await json(page, '/ml?_cache')) as object[]
  expect(await json(page, '/ml?_action=append', postJson([row, row]))).toEqual({ appended: 2, rows: 893 })
  const head = csv.split('\n').slice(0, 6).join('\n')
  expect(await json(page, '/ml?_action=append', { method: 'POST', body: head, file: 'more.csv' })).toEqual({
    appended: 5,
    rows: 898
  })
  expect(await json(page, '/ml?_cache')).toHaveLength(898)
})

test('PUT changes parameters, options and class; the old model answers until a train', async ({ page }) => {
  expect(await json(page, man)).toEqual([0])
  const changed = await json(
    page,
    '/ml?_model&C=0.5&exclude=PassengerId&exclude=Ticket&exclude=Cabin&exclude=Name&exclude=Fare',
    { method: 'PUT' }
  )
  expect(changed).toMatchObject({ stale: true, params: { class: 'LogisticRegression', params: { C: 0.5 } } })
  expect(await json(page, man)).toEqual([0])
  const { score } = (await json(page, '/ml?_action=retrain', { method: 'POST' })) as { score: number }
  expect(score).not.toBe(fixture.score)
  await ask(page, '/ml?_model&class=DecisionTreeClassifier&max_depth=3&random_state=0', { method: 'PUT' })
  expect(await json(page, '/ml?_model')).toMatchObject({
    model: 'DecisionTreeClassifier',
    params: { max_depth: 3 }
  })
  await ask(page, '/ml?_action=retrain', { method: 'POST' })
  expect(await json(page, man)).toEqual([0])
})

test('DELETE removes model and data', async ({ page }) => {
  expect(await json(page, man)).toEqual([0])
  await ask(page, '/ml?_model', { method: 'DELETE' })
  expect((await ask(page, man)).status).toBe(404)
  await ask(page, '/ml?_action=train', { method: 'POST' })
  expect(await json(page, man)).toEqual([0])
  await ask(page, '/ml?_cache', { method: 'DELETE' })
  expect((await ask(page, '/ml?_cache')).status).toBe(404)
  expect(await json(page, man)).toEqual([0])
})

test('errors have one shape and their status', async ({ page }) => {
  const cases: [string, Parameters<typeof ask>[2], number, string][] = [
    ['/ml?Sex=male', {}, 422, 'bad_data'],
    ['/ml?_action=dance', { method: 'POST' }, 400, 'bad_argument'],
    ['/ml?_model&class=RandomForestClassififer', { method: 'PUT' }, 400, 'bad_argument'],
    ['/ml', { method: 'PATCH' }, 405, 'method_not_allowed'],
    [
      '/ml?_action=predict',
      { method: 'POST', body: '{"broken', headers: { 'content-type': 'application/json' } },
      422,
      'bad_data'
    ]
  ]
  for (const [path, init, status, code] of cases) {
    const answer = await ask(page, path, init)
    expect(answer.status, path).toBe(status)
    expect(answer.body).toMatchObject({ error: { status, code, message: expect.any(String) } })
    expect((answer.body as { error: { hint: string } }).error.hint).toBeTruthy()
  }
})

test('what is not a handler’s goes to the network', async ({ page }) => {
  expect((await ask(page, '/titanic.csv')).body).toBe(csv)
  expect((await ask(page, '/no-such-page')).status).toBe(404)
})
