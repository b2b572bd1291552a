// tfjs' own CPU backend rounds to float32 as a GPU does, and needs none.
import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, test } from 'vitest'
import { guarded } from '$lib/backend/guard'
import { answers, checkKnownAnswers, checksum, work, type Kind } from '$lib/backend/knownAnswers'
import { checkKnownFits } from '$lib/backend/knownFits'
import { openTfjs } from '$lib/backend/tfjs'
import { cpu, FLOAT32, type Backend } from '$lib/numeric/backend'
import { matrix } from '$lib/numeric/matrix'
import { LogisticRegression, Ridge } from '$lib/sklearn/linear_model'
import { distance, makeData, works } from './work'

let device: Backend
beforeAll(async () => {
  device = await openTfjs('cpu')
})

test('the known answers are those of the typed arrays', async () => {
  for (const [kind, values] of Object.entries(await work(cpu)))
    expect(checksum(values)).toBe(answers[kind as Kind])
})

test('tfjs gives the known answers', async () => {
  await checkKnownAnswers(device)
  await checkKnownFits(device)
})

describe.each([
  [400, 6],
  [150, 24]
])('on %i × %i', (rows, cols) => {
  const data = makeData(rows, cols, cols)
  test.each(works)('$name agrees with the CPU to $tolerance', async ({ run, tolerance }) => {
    const backend = guarded(device, { roundoff: FLOAT32, health: {}, onFallback: (why) => expect.fail(why) })
    expect(distance(await run(data, backend), await run(data))).toBeLessThanOrEqual(tolerance)
  })
})

test.each([
  [400, 6],
  [150, 24]
])('lbfgs on %i × %i ends as near the minimum as a solver must', async (rows, cols) => {
  const { X, two, three } = makeData(rows, cols, cols)
  for (const labels of [two, three]) {
    const fit = async (params: object, backend?: Backend): Promise<Float64Array> => {
      const model = await new LogisticRegression({ max_iter: 1000, ...params }).fit(X, labels, { backend })
      return Float64Array.from([...model.coef_.data, ...model.intercept_])
    }
    const minimum = await fit({ solver: 'newton-cg', tol: 1e-12 })
    expect(distance(await fit({}, device), minimum)).toBeLessThanOrEqual(1e-4)
  }
})

test('ties and rows far from the origin change no neighbour', async () => {
  const data = makeData(120, 3)
  const X = matrix(
    120,
    3,
    data.X.data.map((value) => Math.round(value) + 1e6)
  )
  for (const { name, run } of works.filter(({ tolerance }) => tolerance === 0))
    expect(distance(await run({ ...data, X }, device), await run({ ...data, X })), name).toBe(0)
})

test('a hundred fits leave no more memory in use than the first', async () => {
  const data = makeData(60, 4)
  const once = async (): Promise<number> => {
    for (const { run } of works) await run(data, device)
    return tf.memory().numTensors
  }
  const first = await once()
  const { X, y } = data
  for (let i = 0; i < 100; i++) await new Ridge().fit(X, y, { backend: device })
  expect(await once()).toBe(first)
})
