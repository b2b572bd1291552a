/** What every class of the table promises, after scikit-learn's utils/estimator_checks.py. */
import { describe, expect, test } from 'vitest'
import { checkValue } from '$lib/estimator/checks'
import { InvalidParameterError, NotFittedError, ValueError } from '$lib/estimator/exceptions'
import { isMatrix, matrix, row, type Matrix } from '$lib/numeric/matrix'
import { clone, type Label } from '$lib/sklearn/base'
import { fromState, getState } from '$lib/sklearn/state'
import { expectClose, expectFinite, expectSame } from './checks/expect'
import { all, answers, firstRows, fitted, ofKind, wide, wideTarget, withValue } from './checks/subject'

const classifiers = ofKind('classifier')
const regressors = ofKind('regressor')
const predictors = ofKind('classifier', 'regressor')

describe.each(all)('%s: parameters', (name, { Class, make }) => {
  test('the table is under its own name, and each default is a value that it allows', () => {
    expect(Class.className).toBe(name)
    expect(Class.module).toMatch(/^sklearn\.[a-z_]+/)
    for (const [param, { default: value }] of Object.entries(Class.params))
      expect(() => checkValue(name, Class.params, param, value)).not.toThrow()
  })

  test('get_params gives what was set, set_params changes it, unknown names are refused by name', () => {
    expect(Object.keys(new Class().get_params()).sort()).toEqual(Object.keys(Class.params).sort())
    const [first] = Object.keys(Class.params)
    const model = make()
    expect(model.set_params(model.get_params())).toBe(model)
    expect(model.set_params({ [first]: 'changed' }).get_params()).toHaveProperty(first, 'changed')
    expect(() => model.set_params({ no_such: 1 })).toThrow(`${name} has no parameter "no_such"`)
    expect(() => new Class({ no_such: 1 })).toThrow(InvalidParameterError)
  })

  test.each(Object.keys(Class.params))('fit refuses an impossible %s by name', async (param) => {
    const { X, y } = all.find(([other]) => other === name)![1]
    const fit = make({ [param]: () => 'impossible' }).fit(X, y)
    await expect(fit).rejects.toThrow(InvalidParameterError)
    await expect(fit).rejects.toThrow(param)
  })

  test('a clone has the same parameters and is not fitted', async () => {
    const model = await fitted(all.find(([other]) => other === name)![1])
    const copy = clone(model)
    expect(copy).not.toBe(model)
    expect(copy.constructor).toBe(Class)
    expect(copy.get_params()).toEqual(model.get_params())
    expect(copy.isFitted).toBe(false)
  })
})

/** What nothing can be said of before a fit. */
const askedAfterFit = [
  ...[
    'predict',
    'predict_proba',
    'predict_log_proba',
    'predict_joint_log_proba',
    'decision_function',
    'score'
  ],
  ...[
    'transform',
    'inverse_transform',
    'get_feature_names_out',
    'get_covariance',
    'get_precision',
    'score_samples'
  ],
  ...[
    'kneighbors',
    'kneighbors_graph',
    'radius_neighbors',
    'apply',
    'decision_path',
    'get_depth',
    'get_n_leaves'
  ],
  ...['predict_std']
]

describe.each(all)('%s: fitting', (_, subject) => {
  const { make, X, y } = subject

  test('errors before fit say so', async () => {
    const model = make()
    expect(model.isFitted).toBe(false)
    const asked = model as unknown as Record<string, ((rows: Matrix, y: Label[]) => unknown) | undefined>
    for (const method of askedAfterFit)
      if (asked[method])
        await expect((async () => asked[method]!(X, y))(), method).rejects.toThrow(NotFittedError)
  })

  test('fit returns the model, which then knows its features', async () => {
    const model = make()
    expect(await model.fit(X, y)).toBe(model)
    expect(model.isFitted).toBe(true)
    expect(model.n_features_in_).toBe(X.shape[1])
  })

  test('fitting again forgets the first fit', async () => {
    const again = make()
    await again.fit(wide, wideTarget(y))
    await again.fit(X, y)
    expect(getState(again)).toEqual(getState(await fitted(subject)))
  })

  test('the same fit gives the same model', async () => {
    expect(getState(await fitted(subject))).toEqual(getState(await fitted(subject)))
  })

  test('how the work is done does not change its result', async () => {
    const others = { n_jobs: 2, verbose: 1, copy: false, copy_X: false, alpha_per_target: true }
    const taken = Object.entries(others).filter(([param]) => Object.hasOwn(subject.Class.params, param))
    const before = X.data.slice()
    const model = await make(Object.fromEntries(taken)).fit(X, y)
    expect(getState(model).attributes).toEqual(getState(await fitted(subject)).attributes)
    expect(X.data).toEqual(before)
  })

  test('fit and its methods change neither X nor y nor the weights', async () => {
    const sampleWeight = Float64Array.from(y, (_, i) => 1 + (i % 3))
    const before = [X.data.slice(), [...y], sampleWeight.slice()]
    await answers(await fitted(subject, subject.Class.takesSampleWeight ? { sampleWeight } : {}), X)
    expect([X.data, y, sampleWeight]).toEqual(before)
  })

  test('the state survives a structured clone and says the same', async () => {
    const model = await fitted(subject)
    const state = structuredClone(getState(model))
    const copy = (await fromState(state)) as typeof model
    expect(getState(copy)).toEqual(getState(model))
    expect(await answers(copy, X)).toEqual(await answers(model, X))
  })

  test('a single row is answered as it is among others', async () => {
    const model = await fitted(subject)
    const one = await answers(model, firstRows(X, 1))
    for (const [method, answer] of Object.entries(await answers(model, X))) {
      const among = isMatrix(answer) ? row(answer, 0) : [(answer as Label[])[0]]
      const alone = isMatrix(one[method]) ? row(one[method], 0) : (one[method] as Label[])
      expect(alone.length, method).toBe(among.length)
      for (let k = 0; k < among.length; k++) expectSame(alone[k], among[k], method)
    }
  })

  test('more features than rows are fitted', async () => {
    const model = make()
    await model.fit(wide, wideTarget(y))
    for (const answer of Object.values(await answers(model, wide))) expectFinite(answer)
  })

  test('a single row is fitted, or refused in words', async () => {
    const model = make()
    const said = model
      .fit(firstRows(X, 1), y.slice(0, 1))
      .then(async () => Object.values(await answers(model, firstRows(X, 1)))[0])
      .catch((error: Error) => error)
    const answer = await said
    if (answer instanceof Error) expect(answer).toBeInstanceOf(ValueError)
    else expectFinite(answer)
  })
})

const strict = predictors.filter(([, { Class }]) => !Class.takesMissing)

describe.each(strict)('%s: no value may be missing', (name, subject) => {
  const { make, X, y } = subject

  test.each([
    ['NaN', NaN],
    ['infinity', Infinity],
    ['infinity', -Infinity]
  ])('%s in X, by place', async (word, value) => {
    const bad = withValue(X, 7, 1, value)
    await expect(make().fit(bad, y)).rejects.toThrow(`${name}: row 7, feature 1 is ${word}`)
    const model = await fitted(subject)
    await expect(model.predict!(bad)).rejects.toThrow(`${name}: row 7, feature 1 is ${word}`)
  })
})

describe.each(predictors.filter(([, { Class }]) => Class.takesMissing))(
  '%s: values may be missing',
  (_, subject) => {
    test.each([NaN, Infinity, -Infinity])('%s in X', async (value) => {
      const { make, X, y } = subject
      const gappy = withValue(X, 7, 1, value)
      for (const model of [await make().fit(gappy, y), await fitted(subject)])
        for (const answer of Object.values(await answers(model, gappy))) expectFinite(answer)
    })
  }
)

describe.each(predictors)('%s: what it refuses', (name, subject) => {
  const { make, X, y } = subject

  test('no rows, no features', async () => {
    await expect(make().fit(matrix(0, 3), [])).rejects.toThrow(`${name} was given no rows`)
    await expect(make().fit(matrix(5, 0), y.slice(0, 5))).rejects.toThrow(`${name} was given no features`)
  })

  test('as many targets or weights as rows are needed, and none may be missing', async () => {
    await expect(make().fit(X, y.slice(1))).rejects.toThrow(ValueError)
    await expect(make().fit(X, undefined)).rejects.toThrow(`${name} needs a target`)
    await expect(make().fit(X, [NaN, ...y.slice(1)])).rejects.toThrow('the target of row 0 is NaN')
    if (subject.Class.takesSampleWeight)
      await expect(make().fit(X, y, { sampleWeight: [1, 2] })).rejects.toThrow('2 sample weights')
  })

  test('another number of features than it was fitted with', async () => {
    const model = await fitted(subject)
    await expect(model.predict!(wide)).rejects.toThrow(`X has 30 features, but ${name} was fitted with 5`)
  })
})

describe.each(predictors.filter(([, { Class }]) => Class.takesSampleWeight))('%s: weights', (_, subject) => {
  test('weights of 1 are as no weights', async () => {
    const { X, y } = subject
    const weighted = await answers(await fitted(subject, { sampleWeight: y.map(() => 1) }), X)
    const plain = await answers(await fitted(subject), X)
    for (const method of Object.keys(plain)) expectClose(weighted[method], plain[method])
  })
})

describe.each(classifiers)('%s: classes', (_, { make, X, y }) => {
  test.each<[string, (label: Label) => Label, Label[]]>([
    ['texts', (label) => label, ['no', 'yes']],
    ['numbers', (label) => (label === 'yes' ? 10 : 2), [2, 10]],
    ['booleans', (label) => label === 'yes', [false, true]]
  ])('labels may be %s, and come back as they were', async (_, change, classes) => {
    const labels = y.map(change)
    const model = make()
    await model.fit(X, labels)
    expect(model.classes_).toEqual(classes)
    const predicted = (await model.predict!(X)) as Label[]
    expect(predicted.every((label) => classes.includes(label))).toBe(true)
    expect(await model.score!(X, labels)).toBeGreaterThan(0.4)
  })

  test('probabilities have a column a class and sum to 1', async () => {
    const model = make()
    await model.fit(X, y)
    const { predict_proba: proba } = (await answers(model, X)) as { predict_proba?: Matrix }
    if (!proba) {
      if (model.predict_proba) await expect(model.predict_proba(X)).rejects.toThrow('has no probabilities')
      return
    }
    expect(proba.shape).toEqual([X.shape[0], 2])
    for (let i = 0; i < X.shape[0]; i++) expect(row(proba, i)[0] + row(proba, i)[1]).toBeCloseTo(1, 9)
  })

  test('labels that it has never seen count as wrong when it is scored', async () => {
    const model = make()
    await model.fit(X, y)
    expect(
      await model.score!(
        X,
        y.map(() => 'perhaps')
      )
    ).toBe(0)
  })

  test('a single class is predicted, or refused in words', async () => {
    const model = make()
    try {
      await model.fit(
        X,
        y.map(() => 'only')
      )
    } catch (error) {
      expect(error).toBeInstanceOf(ValueError)
      return expect((error as Error).message).toMatch(/class/)
    }
    expect(new Set((await model.predict!(X)) as Label[])).toEqual(new Set(['only']))
  })
})

describe.each(regressors)('%s: numbers', (_, { make, X, y }) => {
  test('a constant target is predicted near itself', async () => {
    const model = make()
    await model.fit(
      X,
      y.map(() => 3)
    )
    for (const value of Array.from(await model.predict!(X), Number))
      expect(Math.abs(value - 3)).toBeLessThan(1.5)
  })

  test('a target of texts is refused by value', async () => {
    await expect(
      make().fit(
        X,
        y.map(() => 'three')
      )
    ).rejects.toThrow('"three", is not a number')
  })

  test('typed arrays are targets too', async () => {
    const model = make()
    await model.fit(X, Float64Array.from(y, Number))
    const plain = make()
    await plain.fit(X, y)
    expect(await model.predict!(X)).toEqual(await plain.predict!(X))
  })
})
