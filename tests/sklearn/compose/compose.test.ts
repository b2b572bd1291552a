import { describe, expect, it } from 'vitest'
import { NotFittedError } from '$lib/estimator/exceptions'
import { isMatrix, toRows } from '$lib/numeric/matrix'
import type { Estimator, Label, Table, Transformer } from '$lib/sklearn/base'
import { loadClass } from '$lib/sklearn/classes'
import { ColumnTransformer, type Part } from '$lib/sklearn/compose'
import { Pipeline } from '$lib/sklearn/pipeline'
import fixture from '../../fixtures/sklearn/compose.json'
import { near } from '../near'

/** Scaling is exact; solvers behind it meet their own tolerance on the same path. */
const TOLERANCE = 1e-9

type PartsName = keyof typeof fixture.parts

function tableOf(columns: Readonly<Record<string, readonly Label[]>>): Table {
  const names = Object.keys(columns)
  return {
    names,
    length: columns[names[0]].length,
    numbers: (name) => Float64Array.from(columns[name], Number),
    labels: (name) => [...columns[name]]
  }
}

const X = tableOf(fixture.table)
const first = tableOf(
  Object.fromEntries(Object.entries(fixture.table).map(([name, values]) => [name, values.slice(0, 12)]))
)

const make = async (name: string, params: object): Promise<Estimator> => new (await loadClass(name))!(params)

async function compose(parts: PartsName, params: object = {}): Promise<ColumnTransformer> {
  const listed = fixture.parts[parts] as unknown as [string, string, object, string[]][]
  const transformers = listed.map(async ([part, name, given, columns]): Promise<Part> => [
    part,
    (await make(name, given)) as Transformer,
    columns
  ])
  return new ColumnTransformer({ transformers: await Promise.all(transformers), ...params })
}

describe('ColumnTransformer', () => {
  it.each(fixture.composed)(
    'with $params',
    async ({ params: { parts, ...params }, names, rows, features }) => {
      const model = await compose(parts as PartsName, params)
      await model.fit(X)
      expect(model.get_feature_names_out()).toEqual(names)
      expect(model.feature_names_in_).toEqual(features)
      near(await model.transform(first), rows, 1e-12, 'transform')
    }
  )

  it('errors before fit, and names a column that is missing', async () => {
    const model = await compose('seed')
    await expect(model.transform(X)).rejects.toThrow(NotFittedError)
    await model.fit(X)
    await expect(model.transform(tableOf({ age: [1] }))).rejects.toThrow('The column city is missing')
  })
})

describe('Pipeline', () => {
  it.each(fixture.piped)('$name behind $parts', async ({ name, params, target, parts, expect: wanted }) => {
    const model = new Pipeline({
      steps: [
        ['transform', await compose(parts as PartsName)],
        ['model', await make(name, params)]
      ]
    })
    const y = fixture.y[target as keyof typeof fixture.y]
    await model.fit(X, y)
    for (const [method, value] of Object.entries(wanted)) {
      if (method === 'score') {
        near(await model.score(X, y), value, TOLERANCE, method)
        continue
      }
      const answer = await model[method as 'predict' | 'transform'](first)
      near(isMatrix(answer) ? toRows(answer) : answer, value, TOLERANCE, `${name}.${method}`)
    }
  })

  it('errors before fit', async () => {
    const model = new Pipeline({ steps: [['model', await make('Ridge', {})]] })
    await expect(model.predict(X)).rejects.toThrow(NotFittedError)
  })
})
