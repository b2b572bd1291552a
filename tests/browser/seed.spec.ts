/**
 * The MLHandler document, read from its top to its end: each example on tabular data as a request in the built site.
 * Titles are the document's own headings.
 */
import { readFileSync } from 'node:fs'
import { expect, test, type Page } from '@playwright/test'
import { ask, json, open, postJson, type Ask } from './site'

const csv = readFileSync('static/titanic.csv', 'utf8')
/** titanic.json, which the document gives to download. */
const titanicJson = async (page: Page): Promise<Record<string, unknown>[]> =>
  (await json(page, '/mlhandler?_cache')) as Record<string, unknown>[]
const withoutTarget = (rows: Record<string, unknown>[]): object[] =>
  rows.map(({ Survived: _, ...passenger }) => passenger)

const man = 'Sex=male&Age=22&SibSp=1&Parch=0&Fare=7.25&Pclass=3&Embarked=S'
const upload = (body: string, file: string): Ask => ({ method: 'POST', body, file })
/** What `curl -d` says that it sends, whatever it is. */
const curl = (body: string): Ask => ({
  method: 'POST',
  body,
  headers: { 'content-type': 'application/x-www-form-urlencoded' }
})
const score = async (page: Page, path: string, init: Ask = { method: 'POST' }): Promise<number> =>
  ((await json(page, path, init)) as { score: number }).score

test.beforeEach(({ page }) => open(page))

test.describe('Creating New Models', () => {
  test('the configuration loads the data, drops and encodes columns, trains and saves', async ({ page }) => {
    const { rows, opts, params } = (await json(page, '/ml?_params')) as Record<string, unknown>
    // Those without a gap or a twin, of 891.
    expect(rows).toBe(674)
    expect(params).toMatchObject({ class: 'LogisticRegression' })
    expect(opts).toMatchObject({
      target_col: 'Survived',
      exclude: ['PassengerId', 'Ticket', 'Cabin', 'Name'],
      cats: ['Embarked', 'SibSp', 'Parch', 'Pclass', 'Sex']
    })
  })
})

test.describe('Exposing Existing Models', () => {
  test('a handler of nothing but a config_dir answers from the model that lies there', async ({ page }) => {
    expect(await json(page, `/model?${man}`)).toEqual([0])
    expect(await json(page, '/model?_model')).toEqual(await json(page, '/ml?_model'))
  })
})

test.describe('Model operations', () => {
  test('Getting predictions', async ({ page }) => {
    // output: [0] - passenger did not survive
    expect(await json(page, `/model?${man}`)).toEqual([0])
    expect(await json(page, `mlhandler?${man}`)).toEqual([0])
  })

  test('Getting bulk predictions', async ({ page }) => {
    const passengers = withoutTarget(await titanicJson(page))
    // Output: [0, 1, 0, 0, 1, ...]
    const predictions = (await json(
      page,
      '/mlhandler?_action=predict',
      curl(JSON.stringify(passengers))
    )) as number[]
    expect(predictions).toHaveLength(891)
    expect(new Set(predictions)).toEqual(new Set([0, 1, null]))
    expect(await json(page, '/mlhandler?_action=predict', postJson(passengers))).toEqual(predictions)
    expect(await json(page, '/mlhandler?_action=predict', upload(csv, 'titanic.csv'))).toEqual(predictions)
  })

  test('Getting bulk predictions: new FormData(this) of a form with an XLSX file', async ({ page }) => {
    const predictions = await page.evaluate(async () => {
      const xlsx = await (await fetch('/mlhandler?_cache&_format=xlsx')).blob()
      const form = new FormData()
      form.append('file', new File([xlsx], 'titanic.xlsx'))
      const asForm = await fetch('mlhandler?_action=predict', { method: 'POST', body: form })
      const raw = await fetch('mlhandler?_action=predict', {
        method: 'POST',
        body: xlsx,
        headers: { 'content-type': 'application/x-www-form-urlencoded' }
      })
      return [await asForm.json(), await raw.json()] as number[][]
    })
    expect(predictions[0].slice(0, 3)).toEqual([0, 1, 1])
    expect(predictions[0]).toHaveLength(891)
    expect(predictions[1]).toEqual(predictions[0])
  })

  test('Retraining the model', async ({ page }) => {
    const retrain = '/mlhandler?_action=retrain&target_col=Survived'
    // Output: {'score': 0.80} - the model has 80% accuracy on the training data
    const body = JSON.stringify(await titanicJson(page))
    expect(await score(page, retrain, curl(body))).toBeCloseTo(0.805638, 6)
    expect(await score(page, retrain, upload(csv, 'titanic.csv'))).toBeCloseTo(0.805638, 6)
    expect(await score(page, retrain, curl(csv))).toBeCloseTo(0.805638, 6)
    // curl -d drops the line breaks of a file.
    const eaten = await ask(page, retrain, curl(csv.replaceAll(/[\r\n]/g, '')))
    expect(eaten).toMatchObject({
      status: 422,
      body: { error: { hint: expect.stringContaining('--data-binary') } }
    })
  })

  test('See model parameters', async ({ page }) => {
    expect(await json(page, '/mlhandler?_model')).toEqual({
      params: {
        C: 1.0,
        class_weight: null,
        dual: false,
        fit_intercept: true,
        intercept_scaling: 1,
        l1_ratio: null,
        max_iter: 100,
        multi_class: 'auto',
        n_jobs: null,
        penalty: 'l2',
        random_state: null,
        solver: 'lbfgs',
        tol: 0.0001,
        verbose: 0,
        warm_start: false
      },
      model: 'LogisticRegression'
    })
  })

  test('Change the model and modify its parameters', async ({ page }) => {
    const put = (query: string) => ask(page, `/mlhandler?_model&${query}`, { method: 'PUT' })
    expect(await json(page, `/mlhandler?${man}`)).toEqual([0])
    // The document's own misspelling.
    expect(await put('class=RandomForestClassififer')).toMatchObject({
      status: 400,
      body: { error: { code: 'bad_argument', hint: expect.stringContaining('RandomForestClassifier') } }
    })
    expect((await put('class=RandomForestClassifier')).status).toBe(200)
    // The model has simply been replaced, but not retrained.
    expect(await json(page, '/mlhandler?_params')).toMatchObject({ stale: true })
    expect(await score(page, '/mlhandler?_action=retrain')).toBeGreaterThan(0.95)
    expect(await put('n_estimators=10')).toMatchObject({
      status: 200,
      body: { params: { params: { n_estimators: 10 } } }
    })
    await score(page, '/mlhandler?_action=retrain')
    await put('class=SGDClassifier&loss=log')
    expect(await json(page, '/mlhandler?_model')).toMatchObject({
      model: 'SGDClassifier',
      params: { loss: expect.stringMatching(/^log(_loss)?$/) }
    })
    // A seed of its own, so that the score is the same each time.
    await put('random_state=0')
    expect(await score(page, '/mlhandler?_action=retrain')).toBeGreaterThan(0.7)
    // Ignore PassengerId and Name, consider Embarked as a categorical feature.
    await put('exclude=PassengerId&exclude=Name&cats=Embarked')
    expect(await json(page, '/mlhandler?_params')).toMatchObject({
      opts: { exclude: ['PassengerId', 'Name'], cats: ['Embarked'] }
    })
  })

  test('Delete a model', async ({ page }) => {
    expect(await json(page, `/mlhandler?${man}`)).toEqual([0])
    expect((await ask(page, '/mlhandler?_model', { method: 'DELETE' })).status).toBe(200)
    for (const path of [`/mlhandler?${man}`, '/mlhandler?_model'])
      expect((await ask(page, path)).status).toBe(404)
  })
})

test('MLHandler Templates: the default one shows some details', async ({ page }) => {
  await page.goto('/ml')
  await expect(page.getByText('LogisticRegression').first()).toBeVisible()
})

test('Feature Engineering in MLHandler: classify overlapping patterns with logistic regression', async ({
  page
}) => {
  const retrained = (path: string): Promise<number> => score(page, `${path}?_action=retrain`)
  expect(await retrained('/circlebasic')).toBeLessThanOrEqual(0.65)
  expect(await retrained('/circlexform')).toBe(1)
})

test.describe('FAQ', () => {
  test('How to get the accuracy score of my model?', async ({ page }) => {
    const lines = csv.split('\n').slice(0, 200).join('\n')
    expect(await score(page, '/mlhandler?_action=score', upload(lines, 'test.csv'))).toBeGreaterThan(0.7)
    expect(await score(page, '/mlhandler?_action=score', upload(csv, 'titanic.csv'))).toBeCloseTo(0.805638, 6)
  })

  test('How to download training data?', async ({ page }) => {
    const rows = await titanicJson(page)
    expect(rows).toHaveLength(891)
    expect(rows[0]).toMatchObject({ PassengerId: 1, Survived: 0, Sex: 'male', Age: 22 })
  })

  test('How to append to the training data?', async ({ page }) => {
    const rows = (await titanicJson(page)).slice(0, 5)
    const append = '/mlhandler?_action=append'
    expect(await json(page, append, postJson(rows))).toEqual({ appended: 5, rows: 896 })
    expect(await json(page, append, upload(JSON.stringify(rows), 'data.json'))).toEqual({
      appended: 5,
      rows: 901
    })
    // The schema of the appendix has to match.
    expect((await ask(page, append, postJson(withoutTarget(rows)))).status).toBe(422)
    expect(await titanicJson(page)).toHaveLength(901)
  })

  test('How to delete training data?', async ({ page }) => {
    expect(await json(page, `/mlhandler?${man}`)).toEqual([0])
    expect((await ask(page, '/mlhandler?_cache', { method: 'DELETE' })).status).toBe(200)
    expect((await ask(page, '/mlhandler?_cache')).status).toBe(404)
  })

  test('How to delete the model?', async ({ page }) => {
    await ask(page, '/mlhandler?_model', { method: 'DELETE' })
    expect((await ask(page, `/mlhandler?${man}`)).status).toBe(404)
    expect(await score(page, '/mlhandler?_action=train')).toBeCloseTo(0.805638, 6)
    expect(await json(page, `/mlhandler?${man}`)).toEqual([0])
  })
})
