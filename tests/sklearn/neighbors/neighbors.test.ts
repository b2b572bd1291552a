import { describe, expect, it } from 'vitest'
import type { FitWarning } from '$lib/estimator/progress'
import { reducedDistance } from '$lib/numeric/distances'
import { fromRows, matrix, row, takeRows, type Matrix } from '$lib/numeric/matrix'
import { RandomState } from '$lib/numeric/random/RandomState'
import * as neighbors from '$lib/sklearn/neighbors'
import { metricOf } from '$lib/sklearn/neighbors/_metric'
import { fromState, getState } from '$lib/sklearn/state'
import fixtures from '../../fixtures/sklearn/neighbors.json'
import { closeTo } from '../close'
import { datasets } from '../data'

/** scikit-learn's brute force takes |x|² − 2xy + |y|²; here differences are squared. */
const TOLERANCE = 1e-9

type Name = keyof typeof neighbors
type Method = 'brute' | 'kd_tree' | 'ball_tree'

/** The same rows as the fixtures' script asks about. */
function asked(data: string, X: Matrix): Matrix {
  const rows = takeRows(
    X,
    Array.from({ length: X.shape[0] }, (_, i) => i).filter((i) => i % 3 === 1)
  )
  const moved = (value: number): number => Number((value + 0.05).toFixed(4))
  return data.startsWith('ties') ? rows : matrix(...rows.shape, rows.data.map(moved))
}

const unquoted = (params: object): object =>
  Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, value === 'inf' ? Infinity : (value as unknown)])
  )

/**
 * Where distances are rounded as a BLAS or a power function does it, which of two rows equally far comes first is theirs
 * to choose: then only the distances of the rows that scikit-learn names are compared.
 */
const isRounded = (data: string, model: { effective_metric_: string; _fit_method: string }): boolean =>
  ['cosine', 'minkowski', 'p'].includes(model.effective_metric_) ||
  (model._fit_method === 'brute' && /euclidean/.test(model.effective_metric_) && !data.startsWith('ties'))

const distanceBetween = (model: Parameters<typeof metricOf>[0], a: Float64Array, b: Float64Array): number => {
  const metric = metricOf(model)
  return metric.toDistance(reducedDistance(metric, a, 0, b, 0, a.length))
}

const index = (rows: readonly (readonly number[])[]): number[][] => rows.map((indices) => [...indices])

describe.each(fixtures.cases)('$name on $data, $params', (fixture) => {
  const { X, y } = datasets[fixture.data as keyof typeof datasets]
  const rows = asked(fixture.data, X)
  const wanted = fixture.expect

  const fitted = (warn: (warning: FitWarning) => void = () => undefined) =>
    new neighbors[fixture.name as Name](unquoted(fixture.params)).fit(X, y, { warn })

  it('finds the same neighbours', async () => {
    const warnings: FitWarning[] = []
    const model = await fitted((warning) => warnings.push(warning))
    expect(warnings.length).toBe(wanted.warned)
    if (model instanceof neighbors.NearestCentroid) {
      closeTo(model.centroids_.data, wanted.centroids!.flat(), TOLERANCE)
      return
    }
    expect(model._fit_method).toBe(wanted.method)
    expect(model.effective_metric_).toBe(wanted.metric)
    if ('kneighbors' in model) {
      const { distances, indices } = await model.kneighbors(rows)
      closeTo(distances.data, wanted.distances!.flat(), TOLERANCE)
      if (!isRounded(fixture.data, model)) expect([...indices]).toEqual(wanted.indices!.flat())
      else
        wanted.indices!.forEach((list, i) => {
          const apart = (list as number[]).map((j) => distanceBetween(model, row(rows, i), row(X, j)))
          closeTo(apart, row(distances, i), TOLERANCE)
        })
    } else {
      const found = await model.radius_neighbors(rows)
      expect(found.map(({ indices }) => [...(indices as number[])])).toEqual(
        index(wanted.indices as number[][])
      )
      closeTo(
        found.flatMap(({ distances }) => [...(distances as number[])]),
        wanted.distances!.flat(),
        TOLERANCE
      )
    }
  })

  it('predicts the same', async () => {
    const model = await fitted()
    const predicted = await model.predict(rows)
    if (model.meta.estimatorType === 'classifier') expect(predicted).toEqual(wanted.predict)
    else
      closeTo(
        predicted as Float64Array,
        wanted.predict.map((value) => (value === null ? NaN : Number(value))),
        TOLERANCE
      )
    if ('predict_proba' in model)
      closeTo((await model.predict_proba(rows)).data, wanted.predict_proba!.flat(), TOLERANCE)
  })
})

describe('rows equally far', () => {
  const cols = 3
  const X = matrix(700, cols, new RandomState(3).randint(0, 5, 700 * cols))
  const every = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i)

  it.each(fixtures.tied)(
    '$algorithm with leaves of $leaf_size, $metric, $trained rows, $queried asked about',
    async ({ trained, queried, metric, algorithm, leaf_size, ...wanted }) => {
      const params = { metric, algorithm: algorithm as Method, leaf_size }
      const rows = takeRows(X, every(0, trained))
      const targets = new Float64Array(trained)
      const model = await new neighbors.KNeighborsRegressor(params).fit(rows, targets)
      const { indices } = await model.kneighbors(takeRows(X, every(700 - queried, 700)), 9)
      wanted.indices.forEach((list, i) => expect([...indices.subarray(63 * i, 63 * i + 9)]).toEqual(list))
      const own = await model.kneighbors(null, 4)
      wanted.own.forEach((list, i) => expect([...own.indices.subarray(44 * i, 44 * i + 4)]).toEqual(list))
      const radius = await new neighbors.RadiusNeighborsRegressor({ ...params, radius: 1 }).fit(rows, targets)
      const found = await radius.radius_neighbors(takeRows(X, every(680, 700)))
      wanted.radius.forEach((list, i) => expect([...(found[2 * i].indices as number[])]).toEqual(list))
    }
  )
})

describe('neighbours', () => {
  const X = fromRows([
    [0, 0],
    [1, 0],
    [4, 0],
    [9, 1]
  ])

  it('shows the graph', async () => {
    const model = await new neighbors.KNeighborsRegressor({ n_neighbors: 2 }).fit(X, [1, 2, 3, 4])
    expect([...row(await model.kneighbors_graph(fromRows([[0.1, 0]])), 0)]).toEqual([1, 1, 0, 0])
    const lengths = await model.kneighbors_graph(null, 1, 'distance')
    expect([...row(lengths, 2)]).toEqual([0, 3, 0, 0])
  })

  it('works with p < 1 by brute force, with a warning', async () => {
    const warnings: FitWarning[] = []
    const model = new neighbors.KNeighborsRegressor({ n_neighbors: 1, p: 0.5 })
    await model.fit(X, [1, 2, 3, 4], { warn: (warning) => warnings.push(warning) })
    expect(warnings).toHaveLength(1)
    closeTo((await model.kneighbors(fromRows([[8, 2]]))).distances.data, [4], 1e-12)
    await expect(
      new neighbors.KNeighborsRegressor({ p: 0.5, algorithm: 'ball_tree' }).fit(X, [1, 2, 3, 4])
    ).rejects.toThrow(/p < 1/)
  })

  it.each([
    [{ n_neighbors: 9 }, /9 neighbours/],
    [{ algorithm: 'kd_tree', metric: 'cosine' }, /kd_tree cannot work with the metric cosine/],
    [{ algorithm: 'kd_tree', metric_params: { w: [1, 2] } }, /weights w/],
    [{ metric_params: { w: [1, 2, 3] } }, /w has 3 values for 2 features/],
    [{ metric_params: { w: [1, -2] } }, /negative/],
    [{ metric: 'euclidean', metric_params: { V: [1] } }, /no setting "V"/]
  ] as const)('refuses %o', async (params, message) => {
    const model = new neighbors.KNeighborsClassifier(params as object)
    await expect(model.fit(X, ['a', 'b', 'a', 'b']).then((fitted) => fitted.predict(X))).rejects.toThrow(
      message
    )
  })

  it('refuses outliers without a label, and labels of another type', async () => {
    const far = fromRows([[99, 99]])
    const model = await new neighbors.RadiusNeighborsClassifier().fit(X, [0, 1, 1, 0])
    await expect(model.predict(far)).rejects.toThrow(/No training row is within 1 of row 0/)
    await expect(
      new neighbors.RadiusNeighborsClassifier({ outlier_label: 'none' }).fit(X, [0, 1, 1, 0])
    ).rejects.toThrow(/another type/)
    const regressor = await new neighbors.RadiusNeighborsRegressor().fit(X, [0, 1, 1, 0])
    const warnings: FitWarning[] = []
    expect(await regressor.predict(far, { warn: (warning) => warnings.push(warning) })).toEqual(
      Float64Array.of(NaN)
    )
    expect(warnings).toHaveLength(1)
  })

  it('stops when it is told to', async () => {
    const model = await new neighbors.KNeighborsRegressor({ algorithm: 'brute', n_neighbors: 2 }).fit(
      X,
      [1, 2, 3, 4]
    )
    await expect(model.predict(X, { signal: AbortSignal.abort() })).rejects.toThrow(/abort/)
  })

  it('survives a structured clone, tree and all', async () => {
    const { X, y } = datasets.multiclass
    const model = await new neighbors.KNeighborsClassifier({ weights: 'distance', leaf_size: 4 }).fit(X, y)
    const again = (await fromState(structuredClone(getState(model)))) as neighbors.KNeighborsClassifier
    expect(again._fit_method).toBe('kd_tree')
    expect((await again.predict_proba(X)).data).toEqual((await model.predict_proba(X)).data)
  })

  it('needs two classes, and some spread to shrink by', async () => {
    await expect(new neighbors.NearestCentroid().fit(X, [1, 1, 1, 1])).rejects.toThrow(/two classes/)
    const model = new neighbors.NearestCentroid({ shrink_threshold: 1 })
    await expect(model.fit(fromRows([[1], [1]]), [0, 1])).rejects.toThrow(/constant/)
  })
})
