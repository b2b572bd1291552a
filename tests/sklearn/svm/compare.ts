/** Runs cases that tests/reference/sklearn_svm*.py wrote: every fitted attribute and what the model answers. */
import { expect } from 'vitest'
import type { FitWarning } from '$lib/estimator/progress'
import { matmulNT } from '$lib/numeric/linalg'
import { matrix, type Matrix } from '$lib/numeric/matrix'
import type { Estimator, EstimatorClass } from '$lib/sklearn/base'
import { datasets } from '../data'
import { flatten, near } from '../near'

export interface Case {
  readonly data: keyof typeof datasets
  readonly weighted: boolean
  readonly params: Readonly<Record<string, unknown>>
  readonly expect: Readonly<Record<string, unknown>>
  readonly warnings: readonly string[]
}

export const titleOf = ({ data, weighted, params }: Case): string =>
  `${data}${weighted ? ', weighted' : ''} ${JSON.stringify(params)}`

/** Must be equal: counts, labels and which rows are support vectors. */
const exact = ['support_', 'n_support_', 'fit_status_', 'shape_fit_', 'n_iter_']

const firstRows = (X: Matrix, n: number): Matrix => matrix(n, X.shape[1], X.data.slice(0, n * X.shape[1]))

type Asked = Readonly<Record<string, (X: Matrix) => Promise<Matrix>>>

export async function compare(Class: EstimatorClass, c: Case, tolerance: number): Promise<Estimator> {
  const { X: given, y, sampleWeight } = datasets[c.data]
  const X = c.params.kernel === 'precomputed' ? matmulNT(given, given) : given
  const told = new Set<string>()
  const model = await new Class(c.params).fit(X, y, {
    sampleWeight: c.weighted ? sampleWeight : undefined,
    warn: (warning: FitWarning) => told.add(warning.category)
  })
  expect([...told].sort()).toEqual(c.warnings)
  for (const [name, wanted] of Object.entries(c.expect)) {
    const got =
      name in Class.prototype
        ? await (model as unknown as Asked)[name](firstRows(X, (wanted as unknown[]).length))
        : (model as unknown as Record<string, unknown>)[name]
    if (exact.includes(name)) expect(flatten(got), name).toEqual(flatten(wanted))
    else near(got, wanted, tolerance, name)
  }
  return model
}
