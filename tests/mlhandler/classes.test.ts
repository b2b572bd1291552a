import { beforeAll, describe, expect, it } from 'vitest'
import { classNames } from '$lib/mlhandler/classes'
import { classNames as estimators } from '$lib/sklearn/classes'
import fixture from '../fixtures/mlhandler/classes.json'
import { createSite, errorOf, post, type TestSite } from './site'

interface Case {
  readonly class: string
  readonly params: Readonly<Record<string, unknown>>
  readonly options: Readonly<Record<string, unknown>>
  readonly score: number
  readonly predictions: readonly (number | null)[]
  readonly attributes: Readonly<Record<string, unknown>>
}

interface Trained {
  readonly score: number
  readonly warnings?: readonly string[]
}

interface Described {
  readonly params: { readonly class: string; readonly params: Record<string, unknown> }
  readonly attrs: Record<string, unknown>
  readonly warnings?: readonly string[]
}

/** Classes of the table that other classes are made of. */
const parts = [
  'ColumnTransformer',
  'Pipeline',
  'GridSearchCV',
  'OneHotEncoder',
  'OrdinalEncoder',
  'StandardScaler',
  'MinMaxScaler'
]

/** The solver's own tolerance, where a class iterates until it is near enough; 1e-9 for the others. */
const tolerance: Readonly<Record<string, number>> = {
  HuberRegressor: 1e-4,
  PoissonRegressor: 1e-4,
  GammaRegressor: 1e-4,
  TweedieRegressor: 1e-4,
  QuantileRegressor: 1e-6
}

const retrain = (site: TestSite): Promise<unknown> => site.json('/ml?_action=retrain', { method: 'POST' })

function expectClose(actual: unknown, expected: unknown, within: number, name: string): void {
  if (Array.isArray(expected)) {
    expect(actual, name).toHaveLength(expected.length)
    expected.forEach((item, i) => expectClose((actual as unknown[])[i], item, within, `${name}[${i}]`))
  } else if (typeof expected === 'number') {
    expect(typeof actual, name).toBe('number')
    const apart = Math.abs((actual as number) - expected)
    expect(apart, name).toBeLessThanOrEqual(within * Math.max(1, Math.abs(expected)))
  } else expect(actual, name).toBe(expected)
}

let records: readonly object[]

beforeAll(async () => {
  records = (await (await createSite()).json('/ml?_cache')) as object[]
})

describe('over REST as in scikit-learn', () => {
  it.each(fixture.cases.map((item) => [item.class, item as Case] as const))('%s', async (name, item) => {
    const site = await createSite()
    const changed = await site.fetch('/ml?_model', {
      method: 'PUT',
      body: JSON.stringify({ class: name, ...item.options, ...item.params })
    })
    expect(changed.status).toBe(200)
    const within = tolerance[name] ?? 1e-9
    expectClose(((await retrain(site)) as Trained).score, item.score, within, 'score')
    const first = records.slice(0, item.predictions.length)
    expectClose(await site.json('/ml?_action=predict', post(first)), item.predictions, within, 'predictions')

    const { params, attrs } = (await site.json('/ml?_params')) as Described
    expect(params).toMatchObject({ class: name, params: item.params })
    expect(attrs).toMatchObject(item.attributes)
    expect(Object.keys(attrs).length).toBeGreaterThan(1)
  })
})

describe('lists in a request', () => {
  it.each(['100,50', '(100,50)', '[100, 50]'])('hidden_layer_sizes=%s', async (sizes) => {
    const site = await createSite()
    const query = `class=MLPClassifier&max_iter=2&hidden_layer_sizes=${encodeURIComponent(sizes)}`
    expect((await site.fetch(`/ml?_model&${query}`, { method: 'PUT' })).status).toBe(200)
    const { params } = (await site.json('/ml?_params')) as Described
    expect(params.params.hidden_layer_sizes).toEqual([100, 50])
  })
})

describe('by brute force', () => {
  it.each(fixture.brute)('$class as in scikit-learn, where no rows are equally far', async (item) => {
    const site = await createSite()
    const model = { class: item.class, target_col: item.target }
    await site.fetch('/ml?_model', { method: 'PUT', body: JSON.stringify(model) })
    await retrain(site)
    const clear = <T>(rows: readonly T[]): T[] => rows.filter((_, i) => item.predictions[i] !== null)
    const predictions = await site.json('/ml?_action=predict', post(clear(records)))
    expectClose(predictions, clear(item.predictions), 1e-9, 'predictions')
  })
})

describe.each(fixture.decomposed.cases)(
  '$class over REST',
  ({ class: name, params, options, attributes, predictions }) => {
    const { include } = fixture.decomposed
    const decompose: RequestInit = {
      method: 'PUT',
      body: JSON.stringify({ class: name, ...params, ...options, target_col: null, cats: [], include })
    }

    it.each(['', '&_api_version=1.94'])('answers its fitted attributes to a train%s', async (version) => {
      const site = await createSite()
      await site.fetch('/ml?_model', decompose)
      const answer = (await site.json(`/ml?_action=retrain${version}`, { method: 'POST' })) as object
      for (const [attribute, value] of Object.entries(attributes))
        expectClose((answer as Record<string, unknown>)[attribute], value, 1e-9, attribute)
      const { attrs } = (await site.json('/ml?_params')) as Described
      expect(attrs).toEqual(answer)
    })

    it('answers transformed rows to a predict', async () => {
      const site = await createSite()
      await site.fetch('/ml?_model', decompose)
      await retrain(site)
      const rows = await site.json('/ml?_action=predict', post(records.slice(0, predictions.length)))
      expectClose(rows, predictions, 1e-9, 'rows')
      expect((await site.fetch('/ml?_action=score', { method: 'POST' })).status).toBe(400)
    })
  }
)

describe('what a class tells', () => {
  it('every model of the table is asked here', () => {
    const asked = fixture.cases.map((item) => item.class)
    const decompositions = fixture.decomposed.cases.map((item) => item.class)
    expect([...asked, ...decompositions, ...parts].sort()).toEqual([...estimators].sort())
  })

  it('that it has not converged, with the answer and afterwards', async () => {
    const site = await createSite()
    await site.fetch('/ml?_model&max_iter=1', { method: 'PUT' })
    const { score, warnings } = (await retrain(site)) as Trained
    expect(score).toBeGreaterThan(0.5)
    expect(warnings).toEqual([expect.stringMatching(/^ConvergenceWarning: .*max_iter/s)])
    expect(((await site.json('/ml?_params')) as Described).warnings).toEqual(warnings)
  })

  it('that it is not trained yet', async () => {
    const site = await createSite({ yaml: 'url: {h: {pattern: /h, handler: MLHandler}}' })
    await site.fetch('/h?_model&class=Ridge&target_col=y', { method: 'PUT' })
    for (const path of ['/h?x=1', '/h?_model'])
      expect((await errorOf(await site.fetch(path))).code, path).toBe('no_model')
    const error = await errorOf(await site.fetch('/h?_action=train', { method: 'POST' }))
    expect(error).toMatchObject({ status: 404, code: 'no_data' })
  })

  it.each([
    ['KNeighborClassifier', 'KNeighborsClassifier'],
    ['randomforestclassifier', 'RandomForestClassifier'],
    ['NoSuchThing', 'LogisticRegression'],
    ['Pipeline', 'LogisticRegression']
  ])('that there is no %s, and what there is', async (name, remedy) => {
    const error = await errorOf(
      await (await createSite()).fetch(`/ml?_model&class=${name}`, { method: 'PUT' })
    )
    expect(error).toMatchObject({ status: 400, code: 'bad_argument', details: { class: name } })
    expect(error.message).toContain(name)
    expect(error.hint).toContain(remedy)
    expect(error.details!.classes).toEqual(classNames)
  })
})
