/** Runs the cases that tests/reference/sklearn_closed_linear.py wrote and compares every fitted attribute. */
import { expect, it } from 'vitest'
import type { FitWarning } from '$lib/estimator/progress'
import type { Estimator, EstimatorClass, Label } from '$lib/sklearn/base'
import { datasets } from '../data'
import { flatten, near } from '../near'

export interface Case {
  data: string
  params: Record<string, unknown>
  weighted: boolean
  expect: Record<string, unknown>
  warnings: string[]
}

const methods: Record<string, (model: Estimator, X: (typeof datasets)['binary']['X']) => Promise<unknown>> = {
  predict: (model, X) => (model as unknown as { predict(x: typeof X): Promise<Label[]> }).predict(X),
  decision_function: (model, X) =>
    (model as unknown as { decision_function(x: typeof X): Promise<unknown> }).decision_function(X)
}

/** `tolerance` is of coefficients and predictions; counts and labels must be equal. */
export function compareAll(
  Class: EstimatorClass,
  cases: Case[],
  tolerance: number | ((c: Case) => number)
): void {
  it.each(cases)('$data $params weighted: $weighted', async (c) => {
    const { X, y, sampleWeight } = datasets[c.data as keyof typeof datasets]
    const limit = typeof tolerance === 'number' ? tolerance : tolerance(c)
    const told = new Set<string>()
    const model = new Class(c.params)
    await model.fit(X, y, {
      // In eighths, as the reference has them.
      sampleWeight: c.weighted ? sampleWeight.map((w) => Math.round(w * 8) / 8) : undefined,
      warn: (warning: FitWarning) => told.add(warning.category)
    })
    for (const [name, expected] of Object.entries(c.expect)) {
      const run = methods[name]
      const actual = run
        ? flatten(await run(model, X)).slice(0, flatten(expected).length)
        : (model as unknown as Record<string, unknown>)[name]
      near(actual, expected, name === 'n_iter_' || name === 'rank_' ? 0 : limit, name)
    }
    expect([...told].sort()).toEqual(c.warnings)
  })
}
