/** The data sets of tests/reference/sklearn_data.py, on which every estimator is compared with scikit-learn. */
import { fromRows, type Matrix } from '$lib/numeric/matrix'
import type { Label } from '$lib/sklearn/base'
import fixtures from '../fixtures/sklearn/data.json'

export interface Dataset {
  X: Matrix
  y: Label[]
  sampleWeight: number[]
}

export const datasets = Object.fromEntries(
  Object.entries(fixtures).map(([name, { X, y, sample_weight }]) => [
    name,
    { X: fromRows(X), y, sampleWeight: sample_weight }
  ])
) as Record<keyof typeof fixtures, Dataset>
