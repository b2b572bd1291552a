import { readFile } from 'node:fs/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import fixture from '../fixtures/mlhandler/titanic.json'
import { createSite, errorOf, post, upload, type TestSite } from './site'

const man = '/ml?Sex=male&Age=22&SibSp=1&Parch=0&Fare=7.25&Pclass=3&Embarked=S'

interface Params {
  opts: Record<string, unknown>
  params: { class: string; params: Record<string, unknown> }
  attrs: Record<string, unknown>
  stale: boolean
  rows: number
}

describe('the Titanic handler, as the documents ask it', () => {
  let site: TestSite
  let csv: string
  let records: Record<string, unknown>[]

  beforeAll(async () => {
    csv = await readFile('static/titanic.csv', 'utf8')
    site = await createSite()
    records = (await site.json('/ml?_cache')) as Record<string, unknown>[]
  })

  it('predicts one row from the query', async () => {
    expect(await site.json(man)).toEqual(fixture.man.prediction)
  })

  it('gives probabilities within 1e-4 of scikit-learn', async () => {
    const [answer] = (await site.json(`${man}&_proba`)) as [
      { Survived: number; _proba: Record<string, number> }
    ]
    expect(answer.Survived).toBe(0)
    // lbfgs stops at a gradient of 1e-4, so the coefficients of two runs agree to about that.
    expect(Math.abs(answer._proba['0'] - fixture.man.proba[0])).toBeLessThan(1e-4)
    expect(Math.abs(answer._proba['1'] - fixture.man.proba[1])).toBeLessThan(1e-4)
  })

  it('makes rows of repeated keys, and of one value for all of them', async () => {
    const answer = await site.json(
      '/ml?Sex=male&Sex=female&Age=22&SibSp=1&Parch=0&Fare=7.25&Pclass=3&Embarked=S'
    )
    expect(answer).toEqual([0, 1])
  })

  it('answers null for a row with a missing value, and keeps the others in place', async () => {
    const answer = await site.json(
      '/ml?Sex=male&Sex=female&Age=&Age=22&SibSp=1&Parch=0&Fare=7.25&Pclass=3&Embarked=S'
    )
    expect(answer).toEqual([null, 1])
  })

  it('learns from 674 rows with the reference score and coefficients', async () => {
    const { attrs, rows, stale } = (await site.json('/ml?_params')) as Params
    expect(rows).toBe(fixture.rows)
    expect(stale).toBe(false)
    expect(attrs.classes_).toEqual([0, 1])
    expect(attrs.n_iter_).toEqual(fixture.n_iter)
    const coef = (attrs.coef_ as number[][])[0]
    expect(coef).toHaveLength(fixture.coef[0].length)
    // lbfgs' own tolerance.
    coef.forEach((value, i) => expect(Math.abs(value - fixture.coef[0][i])).toBeLessThan(1e-4))
    expect(Math.abs((attrs.intercept_ as number[])[0] - fixture.intercept[0])).toBeLessThan(1e-4)
  })

  it('scores the stored data, a posted file and by any metric', async () => {
    const { score } = (await site.json('/ml?_action=score', { method: 'POST' })) as { score: number }
    expect(Math.abs(score - fixture.score)).toBeLessThan(1e-9)
    expect(await site.json('/ml?_action=score', upload(csv, 'titanic.csv'))).toEqual({ score })
    for (const [metric, expected] of Object.entries(fixture.metrics)) {
      const answer = (await site.json(`/ml?_action=score&_metric=${metric}`, { method: 'POST' })) as {
        score: number
      }
      // Metrics of probabilities inherit lbfgs' tolerance; one counts in 10¹⁴, for it divides by a label of 0.
      expect(Math.abs(answer.score - expected), metric).toBeLessThan(1e-5 * Math.max(1, Math.abs(expected)))
    }
    for (const metric of fixture.no_metrics)
      expect(
        await errorOf(await site.fetch(`/ml?_action=score&_metric=${metric}`, { method: 'POST' })),
        metric
      ).toMatchObject({ status: 400 })
    const error = await errorOf(await site.fetch('/ml?_action=score&_metric=acuracy', { method: 'POST' }))
    expect(error).toMatchObject({ status: 400 })
    expect(error.hint).toContain('accuracy')
  })

  it('predicts posted rows in their order, without dropping any', async () => {
    const answer = (await site.json('/ml?_action=predict', post(records))) as (number | null)[]
    expect(answer).toHaveLength(891)
    expect(answer.filter((value) => value === null)).toHaveLength(179)
    expect(await site.json('/ml', upload(csv, 'titanic.csv'))).toEqual(answer)
  })

  it('tells class and parameters', async () => {
    expect(await site.json('/ml?_model')).toMatchObject({
      model: 'LogisticRegression',
      params: { C: 1, max_iter: 100, penalty: 'l2', solver: 'lbfgs', tol: 0.0001, class_weight: null }
    })
  })

  it('shows a page at the bare address', async () => {
    const response = await site.fetch('/ml')
    expect(response.headers.get('content-type')).toContain('text/html')
    expect(await response.text()).toContain('LogisticRegression')
  })
})

describe('changing the Titanic handler', () => {
  it('takes parameters and options by PUT, and uses them at the next train', async () => {
    const site = await createSite()
    await site.fetch(man)
    const changed = (await site.json(
      '/ml?_model&C=0.01&exclude=PassengerId&exclude=Ticket&exclude=Cabin&exclude=Name&exclude=Fare',
      { method: 'PUT' }
    )) as Params
    expect(changed.params.params.C).toBe(0.01)
    expect(changed.stale).toBe(true)
    expect(await site.json(man)).toEqual([0])
    const { score } = (await site.json('/ml?_action=retrain', { method: 'POST' })) as { score: number }
    expect(score).toBeGreaterThan(0.7)
    expect(score).not.toBe(fixture.score)
    const after = (await site.json('/ml?_params')) as Params
    expect(after.stale).toBe(false)
    expect((after.attrs.coef_ as number[][])[0].length).toBe(fixture.coef[0].length - 1)
  })

  it('takes settings as a form and as JSON', async () => {
    const site = await createSite()
    await site.fetch('/ml', { method: 'PUT', body: new URLSearchParams({ C: '2' }) })
    await site.fetch('/ml?_model', { method: 'PUT', body: JSON.stringify({ tol: 0.001, cats: ['Sex'] }) })
    const { params, opts } = (await site.json('/ml?_params')) as Params
    expect(params.params).toMatchObject({ C: 2, tol: 0.001 })
    expect(opts.cats).toEqual(['Sex'])
  })

  it.each([
    ['/ml?_model&class=LogisticRegresion', 'LogisticRegression'],
    ['/ml?_model&max_itr=3', 'max_iter'],
    ['/ml?_model&C=-1', '(0, inf'],
    ['/ml?_model&solver=newton', 'lbfgs'],
    ['/ml?_model&cats=Embarkd', 'Embarked']
  ])('refuses PUT %s and says what is possible', async (path, remedy) => {
    const site = await createSite()
    const response = await site.fetch(path, { method: 'PUT' })
    expect(response.status).toBe(400)
    expect((await errorOf(response)).hint).toContain(remedy)
    expect((await errorOf(await site.fetch('/ml?_action=nonsense', { method: 'POST' }))).status).toBe(400)
  })

  it('trains on posted rows and keeps target_col, but not the rows when there are some already', async () => {
    const site = await createSite()
    const records = (await site.json('/ml?_cache')) as object[]
    const answer = await site.json('/ml?_action=retrain&target_col=Survived', post(records.slice(0, 300)))
    expect((answer as { score: number }).score).toBeGreaterThan(0.7)
    expect(((await site.json('/ml?_params')) as Params).rows).toBeLessThan(300)
    expect(await site.json('/ml?_cache')).toHaveLength(891)
  })

  it('appends rows that fit, and refuses whole what does not', async () => {
    const site = await createSite()
    const [first, second] = (await site.json('/ml?_cache')) as Record<string, unknown>[]
    expect(await site.json('/ml?_action=append', post([first, second]))).toEqual({ appended: 2, rows: 893 })
    const wrong = await errorOf(
      await site.fetch('/ml?_action=append', post([first, { ...second, Age: 'old' }]))
    )
    expect(wrong).toMatchObject({ status: 422, details: { column: 'Age', row: 1, value: 'old' } })
    const { Age: _, ...short } = first
    expect((await errorOf(await site.fetch('/ml?_action=append', post([short])))).details).toMatchObject({
      missing: ['Age']
    })
    expect(
      (await errorOf(await site.fetch('/ml?_action=append', post([{ ...first, extra: 1 }])))).details
    ).toMatchObject({ unexpected: ['extra'] })
    expect(await site.json('/ml?_cache')).toHaveLength(893)
  })

  it('answers 404 after the model is deleted, until a train', async () => {
    const site = await createSite()
    await site.fetch(man)
    expect((await site.fetch('/ml?_model', { method: 'DELETE' })).status).toBe(200)
    for (const path of [man, '/ml?_model']) expect((await site.fetch(path)).status).toBe(404)
    expect((await site.fetch('/ml?_action=score', { method: 'POST' })).status).toBe(404)
    await site.fetch('/ml?_action=train', { method: 'POST' })
    expect(await site.json(man)).toEqual([0])
  })

  it('answers 404 for deleted data, and takes new data from a train', async () => {
    const site = await createSite()
    const records = (await site.json('/ml?_cache')) as object[]
    await site.fetch('/ml?_cache', { method: 'DELETE' })
    expect((await site.fetch('/ml?_cache')).status).toBe(404)
    await site.fetch('/ml?_action=train', post(records.slice(0, 200)))
    expect(await site.json('/ml?_cache')).toHaveLength(200)
  })

  it('names column, value and known values of an unknown category', async () => {
    const site = await createSite()
    const error = await errorOf(await site.fetch(man.replace('Embarked=S', 'Embarked=X')))
    expect(error).toMatchObject({ status: 422, details: { column: 'Embarked', value: 'X' } })
    expect(error.hint).toContain('"C", "Q", "S"')
  })

  it('names the columns that a prediction lacks', async () => {
    const site = await createSite()
    const error = await errorOf(await site.fetch('/ml?Sex=male'))
    expect(error.status).toBe(422)
    expect(error.details?.missing).toContain('Age')
  })

  it('leaves the old model whole when a train fails or is aborted', async () => {
    const site = await createSite()
    await site.fetch(man)
    const before = await site.json('/ml?_params')
    expect(
      (await site.fetch('/ml?_action=train', post([{ Survived: 1, Sex: 'male' }]))).status
    ).toBeGreaterThanOrEqual(400)
    const stop = new AbortController()
    stop.abort()
    const aborted = await site.fetch('/ml?_action=train', { method: 'POST', signal: stop.signal })
    expect(aborted.status).toBe(499)
    expect(await site.json('/ml?_params')).toEqual(before)
  })
})

describe('a handler and its files', () => {
  const yaml = (extra = '') => `
url:
  h:
    pattern: /h
    handler: MLHandler
    kwargs:
      data: {url: /d.csv}
      model: {class: LogisticRegression, target_col: y${extra}}
`
  const csv = 'x,y\n1,a\n2,a\n3,b\n4,b\n'

  it('retrains when the data file or the yaml block changes, and keeps appended rows', async () => {
    const first = await createSite({ yaml: yaml(), files: { '/d.csv': csv } })
    expect(await first.json('/h?x=1')).toEqual(['a'])
    await first.fetch('/h?_action=append', post([{ x: 9, y: 'c' }]))
    const files = { '/d.csv': `${csv}5,c\n6,c\n` }
    const second = await createSite({ yaml: yaml(), files, store: first.store })
    expect(await second.json('/h?_cache')).toHaveLength(7)
    expect(await second.json('/h?x=9')).toEqual(['c'])
    const { notices } = (await second.json('/h?_params')) as { notices: string[] }
    expect(notices[0]).toContain('1 appended rows were kept')
    const third = await createSite({ yaml: yaml(', params: {C: 0.5}'), files, store: first.store })
    expect(((await third.json('/h?_params')) as Params).params.params.C).toBe(0.5)
  })

  it('keeps what a person changed when nothing in the files did', async () => {
    const first = await createSite({ yaml: yaml(), files: { '/d.csv': csv } })
    await first.fetch('/h?_model&C=3', { method: 'PUT' })
    const second = await createSite({ yaml: yaml(), files: { '/d.csv': csv }, store: first.store })
    expect(((await second.json('/h?_params')) as Params).params.params.C).toBe(3)
  })

  it('says what is wrong with unreadable data at the handler’s address, and serves the others', async () => {
    const site = await createSite({
      yaml: `${yaml()}  other:\n    pattern: /other\n    handler: MLHandler\n`
    })
    const error = await errorOf(await site.fetch('/h?x=1'))
    expect(error).toMatchObject({ status: 500, code: 'config' })
    expect(error.message).toContain('/d.csv')
    expect((await site.fetch('/other')).status).toBe(200)
    expect((await site.app.states()).map(({ state }) => state)).toEqual(['failed', 'untrained'])
  })
})
