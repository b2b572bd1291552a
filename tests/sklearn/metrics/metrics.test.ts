import { fromRows, isMatrix, toRows } from '$lib/numeric/matrix'
import type { Label } from '$lib/sklearn/base'
import * as m from '$lib/sklearn/metrics'
import { describe, expect, it } from 'vitest'
import fixtures from '../../fixtures/sklearn/metrics.json'

/** Sums are taken in another order than numpy's: nothing else differs. */
const TOLERANCE = 1e-12

type Expected = number | string
type Nested = number | readonly Nested[]

function close(actual: ArrayLike<number> | number, wanted: Nested): void {
  if (typeof wanted === 'number')
    expect(Math.abs((actual as number) - wanted)).toBeLessThanOrEqual(
      TOLERANCE * Math.max(1, Math.abs(wanted))
    )
  else {
    expect((actual as ArrayLike<number>).length).toBe(wanted.length)
    wanted.forEach((value, i) => close((actual as ArrayLike<number>)[i], value))
  }
}

function meets(compute: () => number, wanted: Expected): void {
  if (wanted === 'error') expect(compute).toThrow(expect.objectContaining({ name: 'ValueError' }))
  else if (typeof wanted === 'string')
    expect(compute()).toBe({ nan: NaN, inf: Infinity, '-inf': -Infinity }[wanted])
  else close(compute(), wanted)
}

const scoresOf = (values: number[] | number[][]): m.Scores =>
  Array.isArray(values[0]) ? fromRows(values as number[][]) : (values as number[])

describe.each(fixtures.classification)('classification metrics: $name', (fixture) => {
  const y = fixture.y as Label[]
  const predicted = fixture.predicted as Label[]
  const classes = fixture.classes as Label[]
  const sampleWeight = fixture.sample_weight
  const wanted = fixture.expect
  const estimator: m.Scorable = {
    meta: { className: 'Fixed', estimatorType: 'classifier' },
    predict: async () => predicted,
    predict_proba: async () => fromRows(fixture.proba!),
    decision_function: async () => scoresOf(fixture.decision!)
  }

  it.each(Object.entries(wanted.scorers))('scorer %s', async (name, value) => {
    const weighted = (wanted.weighted_scorers as Record<string, Expected>)[name]
    for (const [options, expected] of [
      [{}, value],
      [{ sampleWeight }, weighted]
    ] as const) {
      const found = m.score(estimator, name, fromRows(y.map(() => [0])), y, options)
      const result = await found.catch((error: Error) => error)
      meets(() => {
        if (result instanceof Error) throw result
        return result
      }, expected as Expected)
    }
  })

  it('confusion_matrix', () => {
    for (const [normalize, counts] of Object.entries(wanted.confusion)) {
      const by = normalize === 'None' ? null : (normalize as 'true' | 'pred' | 'all')
      toRows(m.confusionMatrix(y, predicted, { sampleWeight, normalize: by })).forEach((row, i) =>
        close(row, counts[i])
      )
    }
    const labels = [classes[1], classes[0]]
    expect(toRows(m.confusionMatrix(y, predicted, { labels }))).toEqual(wanted.confusion_some)
  })

  it('classification_report to the letter', () => {
    expect(m.classificationReport(y, predicted)).toBe(wanted.report)
    expect(m.classificationReport(y, predicted, { digits: 4, sampleWeight })).toBe(wanted.report_weighted)
    const some = { labels: [classes[1]], zeroDivision: 1, digits: 3 } as const
    expect(m.classificationReport(y, predicted, some)).toBe(wanted.report_some)
    const dict = m.classificationReportDict(y, predicted)
    expect(Object.keys(dict).sort()).toEqual(Object.keys(wanted.report_dict).sort())
    for (const [name, line] of Object.entries(wanted.report_dict))
      if (typeof line === 'number') close(dict[name] as number, line)
      else
        for (const [key, value] of Object.entries(line))
          close((dict[name] as m.ReportScores)[key as keyof m.ReportScores], value as number)
  })

  it('precision_recall_fscore_support, adjusted balanced accuracy', () => {
    const scores = m.precisionRecallFscoreSupport(y, predicted, { beta: 0.5, sampleWeight, zeroDivision: 1 })
    close(
      [scores.precision, scores.recall, scores.fscore, scores.support] as unknown as number[],
      wanted.prfs
    )
    close(m.balancedAccuracyScore(y, predicted, { adjusted: true }), wanted.adjusted)
  })

  const curves = (): void => {
    const decision = fixture.decision as number[]
    const posLabel = classes[1]
    for (const [expected, weights] of [
      [wanted.curves!, undefined],
      [wanted.curves_weighted!, sampleWeight]
    ] as const) {
      const options = { posLabel, sampleWeight: weights }
      const roc = m.rocCurve(y, decision, options)
      close([roc.fpr, roc.tpr, roc.thresholds] as unknown as number[], expected.roc)
      const all = m.rocCurve(y, decision, { ...options, dropIntermediate: false })
      close([all.fpr, all.tpr, all.thresholds] as unknown as number[], expected.roc_all)
      const pr = m.precisionRecallCurve(y, decision, options)
      close([pr.precision, pr.recall, pr.thresholds] as unknown as number[], expected.pr)
    }
    wanted.partial_auc!.forEach((area, i) =>
      close(m.rocAucScore(y, decision, { maxFpr: [0.1, 0.5, 1][i] }), area)
    )
  }
  if (wanted.curves) it('curves', curves)

  const ranks = (): void => {
    close(m.topKAccuracyScore(y, scoresOf(fixture.decision!), { k: 1 }), wanted.top_1!)
    if (wanted.roc_micro === undefined) return
    const options = { multiClass: 'ovr', average: 'micro', sampleWeight } as const
    close(m.rocAucScore(y, fromRows(fixture.proba!), options), wanted.roc_micro)
  }
  if (wanted.top_1 !== undefined) it('top 1 accuracy, micro-averaged ROC AUC', ranks)
})

describe.each(fixtures.regression)(
  'regression metrics: $name',
  ({ y, predicted, sample_weight: sampleWeight, expect: wanted }) => {
    const estimator: m.Scorable = {
      meta: { className: 'Fixed', estimatorType: 'regressor' },
      predict: async () => Float64Array.from(predicted)
    }

    it.each(Object.keys(wanted.scorers))('scorer %s', async (name) => {
      const cases = [
        [{}, (wanted.scorers as Record<string, Expected>)[name]],
        [{ sampleWeight }, (wanted.weighted_scorers as Record<string, Expected | undefined>)[name]]
      ] as const
      for (const [options, expected] of cases) {
        if (expected === undefined) continue
        const result = await m
          .score(estimator, name, fromRows(y.map(() => [0])), y, options)
          .catch((error: Error) => error)
        meets(() => {
          if (result instanceof Error) throw result
          return result
        }, expected)
      }
    })

    it('Tweedie deviances and pinball losses of other powers and quantiles', () => {
      for (const [power, [deviance, d2]] of Object.entries(wanted.tweedie)) {
        meets(() => m.meanTweedieDeviance(y, predicted, sampleWeight, Number(power)), deviance)
        meets(() => m.d2TweedieScore(y, predicted, sampleWeight, Number(power)), d2)
      }
      for (const [alpha, [loss, weightedLoss, d2, weightedD2]] of Object.entries(wanted.pinball)) {
        meets(() => m.meanPinballLoss(y, predicted, undefined, Number(alpha)), loss)
        meets(() => m.meanPinballLoss(y, predicted, sampleWeight, Number(alpha)), weightedLoss)
        meets(() => m.d2PinballScore(y, predicted, undefined, Number(alpha)), d2)
        meets(() => m.d2PinballScore(y, predicted, sampleWeight, Number(alpha)), weightedD2)
      }
    })
  }
)

describe('scorer names', () => {
  it('are those of scikit-learn 1.2, and one more', () => {
    const names = [...Object.keys(m.scorers), ...m.clusteringScorers].filter(
      (name) => name !== 'd2_absolute_error_score'
    )
    expect(names.sort()).toEqual(fixtures.names)
  })

  it('suggests the nearest, and says why a clustering score does not fit', () => {
    expect(() => m.getScorer('f1_marco')).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('f1_macro') })
    )
    expect(() => m.getScorer('rand_score')).toThrow(/compares clusterings/)
  })

  it('warns of undefined scores', () => {
    const warnings: string[] = []
    m.precisionScore([0, 1], [0, 0], { warn: ({ category }) => warnings.push(category) })
    expect(warnings).toEqual(['UndefinedMetricWarning'])
  })

  it('refuses numbers with fractions where classes are needed, and lengths that differ', () => {
    expect(() => m.confusionMatrix([0, 1], [0.5, 1])).toThrow(/not classes/)
    expect(() => m.meanSquaredError([0, 1], [1])).toThrow(/one value a row|2 true values/)
    expect(isMatrix(m.confusionMatrix(['a'], ['a']))).toBe(true)
  })
})
