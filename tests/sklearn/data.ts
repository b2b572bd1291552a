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

/** Counts made of a target, for what takes no negative numbers; the fixtures' scripts make the same. */
export const counts = (y: Label[]): number[] =>
  y.map((value) => Math.max(roundHalfEven(Math.abs(Number(value))) - 2, 0))

const roundHalfEven = (x: number): number => (x % 1 === 0.5 ? 2 * Math.round(x / 2) : Math.round(x))
