/** Runs the cases that tests/reference/sklearn_closed_linear.py wrote and compares every fitted attribute. */
import { expect, it } from 'vitest'
import { isMatrix } from '$lib/numeric/matrix'
import type { Estimator, EstimatorClass, Label } from '$lib/sklearn/base'
import type { FitWarning } from '$lib/sklearn/exceptions'
import { datasets } from '../data'

export interface Case {
  data: string
  params: Record<string, unknown>
  weighted: boolean
  expect: Record<string, unknown>
  warnings: string[]
}

/** Every number in a value, in order, whatever holds them. */
function flatten(value: unknown): unknown[] {
  if (isMatrix(value)) return Array.from(value.data)
  if (ArrayBuffer.isView(value)) return Array.from(value as Float64Array)
  return Array.isArray(value) ? value.flatMap(flatten) : [value]
}

/** Equal but for `tolerance`, relative to the largest expected number (at least 1). */
export function near(actual: unknown, expected: unknown, tolerance: number, what: string): void {
  const left = flatten(actual)
  const right = flatten(expected)
  expect(left.length, `${what}: how many`).toBe(right.length)
  const size = Math.max(1, ...right.map((value) => (typeof value === 'number' ? Math.abs(value) : 0)))
  right.forEach((value, i) => {
    if (typeof value !== 'number') expect(left[i], what).toEqual(value)
    else
      expect(
        Math.abs((left[i] as number) - value) / size,
        `${what}[${i}]: ${left[i]}, ${value}`
      ).toBeLessThanOrEqual(tolerance)
  })
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
