import { ValueError } from '$lib/estimator/exceptions'
import { isMatrix, type Matrix } from '$lib/numeric/matrix'
import type { Table, Target } from '../base'

/** X as a matrix with at least one row and one column; its values may be NaN and infinity. */
export function checkShape(X: Matrix | Table, name: string): Matrix {
  if (!isMatrix(X)) throw new ValueError(`${name} needs numbers`, 'Encode text columns first (cats).')
  const [rows, cols] = X.shape
  if (rows < 1) throw new ValueError(`${name} was given no rows`, 'At least one row is needed.')
  if (cols < 1) throw new ValueError(`${name} was given no features`, 'At least one column is needed.')
  return X
}

/** X as a matrix with at least one row and one column and no NaN or infinity; throws ValueError that names what is not. */
export function checkArray(given: Matrix | Table, name: string): Matrix {
  const X = checkShape(given, name)
  if (!allFinite(X.data)) {
    const at = X.data.findIndex((value) => !Number.isFinite(value))
    const cols = X.shape[1]
    throw new ValueError(
      `${name}: row ${Math.floor(at / cols)}, feature ${at % cols} is ${Number.isNaN(X.data[at]) ? 'NaN' : 'infinity'}`,
      'Drop or fill missing values and infinities first.'
    )
  }
  return X
}

/** Zero times a number is zero, times NaN or infinity NaN: four sums of them side by side tell without a branch. */
function allFinite(values: Float64Array): boolean {
  let [s0, s1, s2, s3] = [0, 0, 0, 0]
  let i = 0
  for (; i + 4 <= values.length; i += 4) {
    s0 += 0 * values[i]
    s1 += 0 * values[i + 1]
    s2 += 0 * values[i + 2]
    s3 += 0 * values[i + 3]
  }
  for (; i < values.length; i++) s0 += 0 * values[i]
  return s0 + s1 + s2 + s3 === 0
}

/** Throws ValueError unless X and y have as many rows and y has no missing value. */
export function checkTarget(X: Matrix, y: Target | undefined, name: string): asserts y is Target {
  if (!y) throw new ValueError(`${name} needs a target`, 'Name the target column (target_col).')
  if (y.length !== X.shape[0])
    throw new ValueError(
      `${name}: ${X.shape[0]} rows, but ${y.length} targets`,
      'One target a row is needed.'
    )
  for (let i = 0; i < y.length; i++)
    if (y[i] === null || y[i] === undefined || (typeof y[i] === 'number' && !Number.isFinite(y[i])))
      throw new ValueError(
        `${name}: the target of row ${i} is ${String(y[i])}`,
        'Drop rows without a target first.'
      )
}

/** Numbers of a regression target; throws ValueError that names the first that is none. */
export function numericTarget(y: Target, name: string): Float64Array {
  const out = new Float64Array(y.length)
  for (let i = 0; i < y.length; i++) {
    out[i] = Number(y[i])
    if (typeof y[i] === 'string' || Number.isNaN(out[i]))
      throw new ValueError(
        `${name}: the target of row ${i}, "${String(y[i])}", is not a number`,
        'A regressor needs a numeric target.'
      )
  }
  return out
}

/** Throws ValueError unless X has as many features as the estimator was fitted with. */
export function checkFeatures(X: Matrix, expected: number, name: string): void {
  if (X.shape[1] !== expected)
    throw new ValueError(`X has ${X.shape[1]} features, but ${name} was fitted with ${expected}`)
}

/** One weight a row (ones when none are given). */
export function checkSampleWeight(weights: ArrayLike<number> | undefined, rows: number): Float64Array {
  if (!weights) return new Float64Array(rows).fill(1)
  if (weights.length !== rows)
    throw new ValueError(`${rows} rows, but ${weights.length} sample weights`, 'One weight a row is needed.')
  const given = Float64Array.from(weights)
  if (!allFinite(given)) {
    const at = given.findIndex((weight) => !Number.isFinite(weight))
    throw new ValueError(`The sample weight of row ${at} is ${given[at]}`, 'Weights must be finite numbers.')
  }
  return given
}
