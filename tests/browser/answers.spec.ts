/** The behaviour page's rules on answers, settings and errors, line by line, with real fetches in the built site. */
import { readFileSync } from 'node:fs'
import { unzipSync } from 'fflate'
import { expect, test, type Page } from '@playwright/test'
import { ask, json, man, open, postJson, type Answer } from './site'

const fixture = JSON.parse(readFileSync('tests/fixtures/mlhandler/titanic.json', 'utf8')) as {
  metrics: Record<string, number>
  no_metrics: string[]
}
const person = { Sex: 'male', Age: 22, SibSp: 1, Parch: 0, Fare: 7.25, Pclass: 3, Embarked: 'S' }
const passenger = { PassengerId: 1, Survived: 0, Name: 'x', Ticket: 'y', Cabin: null, ...person }

const post = (page: Page, action: string, body?: unknown): Promise<Answer> =>
  ask(page, `/ml?_action=${action}`, body === undefined ? { method: 'POST' } : postJson(body))
const put = (page: Page, query: string): Promise<Answer> => ask(page, `/ml?${query}`, { method: 'PUT' })
const remove = (page: Page, query: string): Promise<Answer> => ask(page, `/ml?${query}`, { method: 'DELETE' })
const refusal = (status: number, error: object = {}): Record<string, unknown> => ({
  status,
  body: { error: { status, ...error } }
})

test.beforeEach(({ page }) => open(page))

test.describe('predictions', () => {
  test('stand at their rows: gaps answer null, columns come in any order, others are ignored', async ({
    page
  }) => {
    const gap = { ...person, Age: null }
    const turned = Object.fromEntries(
      Object.entries({ ...person, Sex: 'female', shoe: 43, Survived: 0 }).reverse()
    )
    const rows = [gap, person, turned, gap, person]
    expect(await json(page, '/ml', postJson(rows))).toEqual([null, 0, 1, null, 0])
    const proba = (await json(page, '/ml?_proba', postJson(rows))) as { _proba: unknown }[]
    expect(proba.map(({ _proba }) => _proba !== null)).toEqual([false, true, true, false, true])
    expect(await json(page, '/ml', postJson(Array.from({ length: 5000 }, (_, i) => rows[i % 5])))).toEqual(
      Array.from({ length: 5000 }, (_, i) => [null, 0, 1, null, 0][i % 5])
    )
    expect(await json(page, `${man}&Age=&Age=22`)).toEqual([0, null, 0])
    expect(await json(page, '/ml', postJson([]))).toEqual([])
  })

  test('have upstream’s shape with _api_version=1.94', async ({ page }) => {
    expect(await json(page, `${man}&_api_version=1.94`)).toEqual([{ ...person, Survived: 0 }])
    expect(await json(page, '/ml?_api_version=1.94', postJson([passenger]))).toEqual([passenger])
    expect(await json(page, '/ml?_model&_api_version=1.94')).toMatchObject({ C: 1, penalty: 'l2' })
    expect(await json(page, '/ml?_action=append&_api_version=1.94', postJson([passenger]))).toBeNull()
    expect(await ask(page, `${man}&_api_version=2`)).toMatchObject(refusal(400))
  })

  test('tell in Server-Timing what took how long, and where', async ({ page }) => {
    for (const [path, init] of [
      [man, {}],
      ['/ml?_action=score', { method: 'POST' }],
      ['/ml?_action=predict', postJson([person])],
      ['/ml?_action=retrain', { method: 'POST' }]
    ] as const) {
      const { headers } = await ask(page, path, init)
      expect(headers['server-timing'], path).toMatch(
        /^parse;dur=[\d.]+, prepare;dur=[\d.]+, compute;dur=[\d.]+, device;desc="\w+"/
      )
    }
  })
})

test('_metric takes every scorer name of scikit-learn 1.2 for these tasks, with its answers', async ({
  page
}) => {
  const scores = (names: string[]): Promise<Record<string, { score?: number; error?: { status: number } }>> =>
    page.evaluate(async (names) => {
      const answers = names.map(async (name) => {
        const response = await fetch(`/ml?_action=score&_metric=${name}`, { method: 'POST' })
        return [name, await response.json()] as const
      })
      return Object.fromEntries(await Promise.all(answers))
    }, names)
  const told = await scores(Object.keys(fixture.metrics))
  expect(Object.keys(told).length).toBeGreaterThan(35)
  for (const [name, expected] of Object.entries(fixture.metrics))
    // What is made of probabilities inherits lbfgs' tolerance; the mean percentage divides by a label of 0.
    expect(Math.abs(told[name].score! - expected), name).toBeLessThan(1e-5 * Math.max(1, Math.abs(expected)))
  for (const [name, { error }] of Object.entries(await scores(fixture.no_metrics)))
    expect(error, name).toMatchObject({ status: 400 })
  expect(await ask(page, '/ml?_action=score&_metric=acuracy', { method: 'POST' })).toMatchObject(
    refusal(400, { hint: expect.stringContaining('accuracy') })
  )
})

test.describe('settings', () => {
  test('come by query, form or JSON, with types and ranges of the class', async ({ page }) => {
    const form = 'application/x-www-form-urlencoded'
    const model = { class: 'DecisionTreeClassifier', params: { max_depth: 3 } }
    for (const [query, type, body] of [
      ['_model&class=DecisionTreeClassifier&max_depth=3', '', undefined],
      ['_model', form, 'class=DecisionTreeClassifier&max_depth=3'],
      ['', 'application/json', JSON.stringify({ class: 'DecisionTreeClassifier', max_depth: '3' })],
      ['', 'application/json', JSON.stringify({ model })]
    ] as const) {
      await put(page, '_model&class=LogisticRegression')
      const headers: Record<string, string> = type ? { 'content-type': type } : {}
      expect(await ask(page, `/ml?${query}`, { method: 'PUT', headers, body })).toMatchObject({
        status: 200,
        body: { params: { class: 'DecisionTreeClassifier', params: { max_depth: 3, criterion: 'gini' } } }
      })
    }
  })

  test('that are not possible name the nearest and change nothing', async ({ page }) => {
    const before = await json(page, '/ml?_model')
    for (const [query, hint] of [
      ['class=RandomForestClassififer', 'RandomForestClassifier'],
      ['pentalty=l2', 'penalty'],
      ['exclud=Age', 'exclude'],
      ['exclude=Age&cats=Embarkd', 'Embarked'],
      ['C=-1', '(0, inf]'],
      ['max_iter=1.5', 'integer'],
      ['penalty=l3', 'l2'],
      ['pipeline=perhaps', 'true or false']
    ])
      expect(await put(page, `_model&C=3&${query}`), query).toMatchObject(
        refusal(400, { code: 'bad_argument', hint: expect.stringContaining(hint) })
      )
    expect(await json(page, '/ml?_model')).toEqual(before)
  })

  test('make the model stale until it is trained; a new class clears old parameters', async ({ page }) => {
    expect(await json(page, man)).toEqual([0])
    const stale = async (): Promise<unknown> =>
      ((await json(page, '/ml?_params')) as { stale: boolean }).stale
    expect(await stale()).toBe(false)
    await put(page, '_model&C=0.5')
    expect(await stale()).toBe(true)
    await post(page, 'train')
    expect(await stale()).toBe(false)
    await put(page, '_model&class=RidgeClassifier')
    await put(page, '_model&class=LogisticRegression')
    expect(await json(page, '/ml?_model')).toMatchObject({ params: { C: 1 } })
    await put(page, '_model&exclude=Name&dropna=false')
    expect(await remove(page, 'delete=opts&_opts=exclude&_opts=dropna')).toMatchObject({ status: 200 })
    expect(await json(page, '/ml?_params')).toMatchObject({ opts: { exclude: [], dropna: true } })
  })
})

test.describe('data that does not fit', () => {
  const fault = (column: string, value: unknown): Record<string, unknown> =>
    refusal(422, { code: 'bad_data', details: expect.objectContaining({ column, row: 1, value }) })

  test('is refused whole, by column, row, value and what was expected', async ({ page }) => {
    for (const [column, value, expected] of [
      ['Pclass', 2.5, 'int64'],
      ['Pclass', 'third', 'int64'],
      ['Fare', 'dear', 'float64'],
      ['SibSp', 1e300, 'int64']
    ] as const) {
      const answer = await post(page, 'append', [passenger, { ...passenger, [column]: value }])
      expect(answer, column).toMatchObject(fault(column, value))
      expect((answer.body as { error: { details: object } }).error.details).toHaveProperty(
        'expected',
        expected
      )
    }
    const { Pclass: _, ...lacking } = passenger
    expect(await post(page, 'append', [lacking])).toMatchObject(
      refusal(422, { details: { missing: ['Pclass'] } })
    )
    expect(await post(page, 'append', [{ ...passenger, shoe: 43 }])).toMatchObject(
      refusal(422, { details: { unexpected: ['shoe'] } })
    )
    expect(await json(page, '/ml?_cache')).toHaveLength(891)
  })

  test('appends by name in any order, integers among floats, numbers as texts where a column holds texts', async ({
    page
  }) => {
    const odd = { ...passenger, Age: 22, Fare: 7, Pclass: '3', Cabin: 5 }
    const turned = Object.fromEntries(Object.entries(odd).reverse())
    expect(await post(page, 'append', [turned])).toMatchObject({ body: { appended: 1, rows: 892 } })
    expect(((await json(page, '/ml?_cache')) as object[]).at(-1)).toEqual({ ...odd, Pclass: 3, Cabin: '5' })
  })

  test('to predict: unknown categories name the known ones, infinity its place', async ({ page }) => {
    expect(await json(page, man)).toEqual([0])
    expect(await post(page, 'predict', [person, { ...person, Embarked: 'X' }])).toMatchObject(
      refusal(422, { details: { column: 'Embarked', row: 1, value: 'X', expected: ['C', 'Q', 'S'] } })
    )
    expect(await ask(page, `${man}&Age=old`)).toMatchObject(fault('Age', 'old'))
    expect(await ask(page, `${man}&Age=Infinity`)).toMatchObject(fault('Age', 'Infinity'))
    const infinite = JSON.stringify([person, { ...person, Age: '∞' }]).replace('"∞"', 'Infinity')
    expect(await ask(page, '/ml', { method: 'POST', body: infinite })).toMatchObject(fault('Age', 'Infinity'))
  })
})

test('?_download gives the model as pickle, JSON and zip', async ({ page }) => {
  const download = (query: string): Promise<{ name: string | null; bytes: number[] }> =>
    page.evaluate(async (query) => {
      const response = await fetch(`/ml?_download${query}`)
      const bytes = [...new Uint8Array(await response.arrayBuffer())]
      return { name: response.headers.get('content-disposition'), bytes }
    }, query)
  const text = ({ bytes }: { bytes: number[] }): string => new TextDecoder().decode(Uint8Array.from(bytes))
  const pickle = await download('')
  expect(pickle.name).toBe('attachment; filename="model.pkl"')
  expect(text(pickle)).toContain('sklearn.linear_model._logistic')
  expect(JSON.parse(text(await download('&_format=json')))).toMatchObject({ format: 'mlhandler.model' })
  const files = unzipSync(Uint8Array.from((await download('&_format=zip&_data=jsonl')).bytes))
  expect(Object.keys(files).sort()).toEqual(['config.json', 'data.jsonl', 'model.json', 'model.pkl'])
  expect([...files['model.pkl']]).toEqual(pickle.bytes)
  expect(JSON.parse(new TextDecoder().decode(files['config.json']))).toMatchObject({
    model: { class: 'LogisticRegression' },
    transform: { drop_duplicates: true, target_col: 'Survived' }
  })
})

test('each error has its code, its status and a remedy', async ({ page }) => {
  expect(await json(page, man)).toEqual([0])
  const expectRefusal = async (answer: Promise<Answer>, status: number, code: string): Promise<Answer> => {
    const told = await answer
    expect(told).toMatchObject(
      refusal(status, { code, message: expect.stringMatching(/./), hint: expect.stringMatching(/./) })
    )
    return told
  }
  await expectRefusal(post(page, 'constructor'), 400, 'bad_argument')
  await expectRefusal(post(page, 'predict'), 400, 'bad_argument')
  await expectRefusal(remove(page, '_nothing'), 400, 'bad_argument')
  const refused = await expectRefusal(ask(page, '/ml', { method: 'PATCH' }), 405, 'method_not_allowed')
  expect(refused.headers.allow).toBe('GET, HEAD, POST, PUT, DELETE')
  for (const query of ['_model&_format=x', '_cache&_format=x', '_download&_format=x'])
    await expectRefusal(ask(page, `/ml?${query}`), 415, 'unsupported_format')
  await expectRefusal(post(page, 'predict', 3), 422, 'bad_data')

  // A model that is deleted while another is trained in its place.
  await put(page, '_model&class=RandomForestClassifier&n_estimators=500')
  const training = post(page, 'train')
  await page.waitForFunction(async () =>
    (await navigator.locks.query()).held!.some(({ name }) => name!.includes(':train:'))
  )
  await remove(page, '_model')
  await expectRefusal(training, 409, 'conflict')

  for (const query of ['_model', '_download', man.slice(4)])
    await expectRefusal(ask(page, `/ml?${query}`), 404, 'no_model')
  await expectRefusal(post(page, 'score'), 404, 'no_model')
  await remove(page, '_cache')
  await expectRefusal(ask(page, '/ml?_cache'), 404, 'no_data')
  await expectRefusal(post(page, 'train'), 404, 'no_data')
  const head = await ask(page, '/ml?_cache', { method: 'HEAD' })
  expect([head.status, head.body]).toEqual([404, ''])
})
