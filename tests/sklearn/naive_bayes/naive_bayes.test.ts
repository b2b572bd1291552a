import { describe, expect, it } from 'vitest'
import type { FitWarning } from '$lib/estimator/progress'
import { fromRows, isMatrix, matrix, takeRows, type Matrix } from '$lib/numeric/matrix'
import * as naiveBayes from '$lib/sklearn/naive_bayes'
import { fromState, getState } from '$lib/sklearn/state'
import fixtures from '../../fixtures/sklearn/naive_bayes.json'
import { closeTo } from '../close'
import { datasets } from '../data'

/** Sums are taken in another order than BLAS takes them. */
const TOLERANCE = 1e-9

type Name = keyof typeof naiveBayes
type Numbers = number | readonly Numbers[]

const flat = (value: unknown): number[] =>
  typeof value === 'number'
    ? [value]
    : isMatrix(value)
      ? [...value.data]
      : Array.from(value as ArrayLike<unknown>).flatMap(flat)

/** The same change of X as the fixtures' script makes. */
function prepared(name: string, params: { binarize?: number | null }, X: Matrix): Matrix {
  const change = {
    GaussianNB: (x: number) => x,
    BernoulliNB: (x: number) => (params.binarize === null ? Number(x > 0) : x),
    MultinomialNB: Math.abs,
    ComplementNB: Math.abs,
    CategoricalNB: (x: number) => Math.min(Math.floor(Math.abs(x)), 5)
  }[name as Name]
  return matrix(...X.shape, X.data.map(change))
}

const every = (length: number, first: number, step: number): number[] =>
  Array.from({ length }, (_, i) => i).filter((i) => i % step === first)

describe.each(fixtures.cases)('$name on $data, $params, weighted $weighted, partial $partial', (fixture) => {
  const { y, sampleWeight, X: raw } = datasets[fixture.data as keyof typeof datasets]
  const X = prepared(fixture.name, fixture.params, raw)
  const wanted = fixture.expect

  async function fitted(warn: (warning: FitWarning) => void = () => undefined) {
    const model = new naiveBayes[fixture.name as Name](fixture.params as object)
    const weights = fixture.weighted ? sampleWeight : undefined
    if (!fixture.partial) return model.fit(X, y, { sampleWeight: weights, warn })
    for (const rows of [every(y.length, 0, 1).slice(0, 20), every(y.length, 0, 1).slice(20)])
      await model.partial_fit(
        takeRows(X, rows),
        rows.map((i) => y[i]),
        [...new Set(y)],
        {
          sampleWeight: weights && rows.map((i) => weights[i])
        }
      )
    return model
  }

  it('learns the same', async () => {
    const warnings: string[] = []
    const model = await fitted(({ category }) => warnings.push(category))
    if (!fixture.partial) expect(warnings).toEqual(wanted.warnings)
    const { classes_, ...attributes } = wanted.attributes
    expect(model.classes_).toEqual(classes_)
    const own = model as unknown as Record<string, unknown>
    for (const [name, value] of Object.entries(attributes))
      closeTo(flat(own[name]), flat(value as Numbers), TOLERANCE)
  })

  it('says the same of rows', async () => {
    const model = await fitted()
    const rows = takeRows(X, every(y.length, 1, 3))
    expect(await model.predict(rows)).toEqual(wanted.predict)
    closeTo((await model.predict_proba(rows)).data, flat(wanted.predict_proba), TOLERANCE)
    closeTo((await model.predict_log_proba(rows)).data, flat(wanted.predict_log_proba), TOLERANCE)
    closeTo(
      (await model.predict_joint_log_proba(rows)).data.subarray(0, flat(wanted.joint).length),
      flat(wanted.joint),
      TOLERANCE
    )
    closeTo([await model.score(X, y, fixture.weighted ? sampleWeight : undefined)], [wanted.score], TOLERANCE)
  })
})

describe('naive Bayes', () => {
  const X = fromRows([
    [1, 0],
    [0, 2],
    [3, 1]
  ])

  it('refuses negative counts by row and feature', async () => {
    const model = new naiveBayes.MultinomialNB()
    await expect(
      model.fit(
        fromRows([
          [1, 2],
          [3, -4]
        ]),
        [0, 1]
      )
    ).rejects.toThrow(/row 1, feature 1 is -4/)
  })

  it('refuses priors that do not fit', async () => {
    await expect(new naiveBayes.GaussianNB({ priors: [0.5, 0.4] }).fit(X, [0, 1, 1])).rejects.toThrow(
      /sum to 0.9/
    )
    await expect(new naiveBayes.BernoulliNB({ class_prior: [1] }).fit(X, [0, 1, 1])).rejects.toThrow(
      /class_prior has 1/
    )
    await expect(new naiveBayes.MultinomialNB({ alpha: [1] }).fit(X, [0, 1, 1])).rejects.toThrow(
      /alpha has 1 values/
    )
  })

  it('names a category that was never seen', async () => {
    const model = await new naiveBayes.CategoricalNB().fit(X, ['a', 'b', 'a'])
    await expect(model.predict(fromRows([[4, 0]]))).rejects.toThrow(/feature 0 is 4/)
  })

  it('wants all classes at the first partial_fit, and none other later', async () => {
    const model = new naiveBayes.GaussianNB()
    await expect(model.partial_fit(X, [0, 1, 1])).rejects.toThrow(/must name all classes/)
    await model.partial_fit(X, [0, 1, 1], [0, 1])
    await expect(model.partial_fit(X, [0, 1, 2])).rejects.toThrow(/label 2/)
    await expect(model.partial_fit(X, [0, 1, 1], [0, 2])).rejects.toThrow(/differ/)
  })

  it('survives a structured clone', async () => {
    const model = await new naiveBayes.CategoricalNB().fit(X, ['a', 'b', 'a'])
    const again = (await fromState(structuredClone(getState(model)))) as naiveBayes.CategoricalNB
    expect((await again.predict_proba(X)).data).toEqual((await model.predict_proba(X)).data)
  })
})
