import { describe, expect, test } from 'vitest'
import { matrix } from '$lib/numeric/matrix'
import { RandomState } from '$lib/numeric/random/RandomState'
import type { Progress } from '$lib/estimator/progress'
import { BaggingClassifier, ExtraTreesRegressor, RandomForestClassifier } from '$lib/sklearn/ensemble'
import { getState } from '$lib/sklearn/state'
import { loadTask } from '$lib/sklearn/tasks'
import { ThreadPool, type Thread } from '$lib/sklearn/utils/ThreadPool'
import { datasets } from '../data'

/** A thread but for the thread: it sees and gives only what can be cloned. */
function startThread(): Thread {
  let shared: unknown
  return {
    async share(value) {
      shared = structuredClone(value)
    },
    async run(name, item) {
      const task = await loadTask(name)
      return structuredClone(await task(shared, structuredClone(item)))
    },
    terminate() {}
  }
}

const models = {
  RandomForestClassifier: () =>
    new RandomForestClassifier({
      n_estimators: 7,
      random_state: 1,
      class_weight: 'balanced_subsample',
      oob_score: true
    }),
  ExtraTreesRegressor: () => new ExtraTreesRegressor({ n_estimators: 7, random_state: 1 }),
  BaggingClassifier: () => new BaggingClassifier({ n_estimators: 7, random_state: 1, max_features: 0.5 })
}

describe.each(Object.entries(models))('%s', (_, make) => {
  const { X, y } = datasets[_.endsWith('Regressor') ? 'ties_regression' : 'ties_classification']

  test.each([1, 2, 5])('is the same with a pool of %i threads as without one', async (size) => {
    const alone = await make().fit(X, y)
    const pooled = await make().fit(X, y, { pool: new ThreadPool(size, startThread, 0) })
    expect(getState(pooled)).toEqual(getState(alone))
  })

  test('tells how far it is', async () => {
    const seen: Progress[] = []
    await make().fit(X, y, { onProgress: (progress) => seen.push(progress) })
    expect(seen.map(({ done }) => done)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
    expect(seen.every(({ total }) => total === 7)).toBe(true)
  })
})

test('a fit stops soon after it is aborted, and leaves the model as it was', async () => {
  const random = new RandomState(0)
  const X = matrix(4000, 10, random.uniform(0, 1, 40_000))
  const y = random.randint(0, 2, 4000)
  const model = new RandomForestClassifier({ n_estimators: 1000 })
  const begun = performance.now()
  await expect(model.fit(X, y, { signal: AbortSignal.timeout(100) })).rejects.toThrow('timeout')
  expect(performance.now() - begun).toBeLessThan(2000)
  expect(model.isFitted).toBe(false)
})
