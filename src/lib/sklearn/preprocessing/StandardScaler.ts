import { matrix, type Matrix } from '$lib/numeric/matrix'
import { Transformer, type FitOptions, type Table, type Target } from '../base'
import { boolean, type ParamTable } from '../params'
import { checkFeatures, checkSampleWeight } from '../utils/validation'
import { numericColumns } from '../utils/columns'

export interface StandardScalerParams {
  with_mean: boolean
  with_std: boolean
  copy: boolean
}

/**
 * Subtracts each column's mean and divides by its standard deviation (population, ddof 0). A constant column is only
 * centred. Missing values are left out of the statistics and stay missing.
 *
 * Algorithm: two-pass with the mean's rounding error corrected (Chan, Golub & LeVeque 1983); source: scikit-learn 1.2,
 * `sklearn.preprocessing.StandardScaler`.
 *
 * Parameters: `with_mean` = true; `with_std` = true; `copy` = true (ours never changes its input).
 * Attributes: `mean_`, `var_`, `scale_` (one value a column; null when not asked for), `n_samples_seen_`
 * (the rows, or their weight; one value a column where missing values make it differ),
 * `n_features_in_`, `feature_names_in_` (when fitted on named columns).
 */
export class StandardScaler extends Transformer<StandardScalerParams> {
  static override readonly className = 'StandardScaler'
  static override readonly module = 'sklearn.preprocessing'
  static override readonly params: ParamTable<StandardScalerParams> = {
    copy: { default: true, kinds: [boolean] },
    with_mean: { default: true, kinds: [boolean] },
    with_std: { default: true, kinds: [boolean] }
  }

  declare mean_: Float64Array | null
  declare var_: Float64Array | null
  declare scale_: Float64Array | null
  declare n_samples_seen_: number | Float64Array
  declare n_features_in_: number
  declare feature_names_in_: string[]

  async fit(X: Matrix | Table, _y?: Target, options: FitOptions = {}): Promise<this> {
    const { matrix: values, names } = numericColumns(X)
    this.n_features_in_ = values.shape[1]
    this.n_samples_seen_ = 0
    this.mean_ = null
    this.var_ = null
    if (names) this.feature_names_in_ = names
    return this.partial_fit(X, undefined, options)
  }

  /** Takes more rows into the means and variances. */
  async partial_fit(X: Matrix | Table, _y?: Target, { sampleWeight }: FitOptions = {}): Promise<this> {
    if (!this.isFitted) return this.fit(X, undefined, { sampleWeight })
    this.checkParams()
    const { matrix: values } = numericColumns(X)
    checkFeatures(values, this.n_features_in_, 'StandardScaler')
    const { with_mean, with_std } = this.params
    // With nothing to weigh, scikit-learn counts the rows.
    const weights = checkSampleWeight(with_mean || with_std ? sampleWeight : undefined, values.shape[0])
    const moments = Array.from({ length: this.n_features_in_ }, (_, j) =>
      merged(this.momentsOf(j), columnMoments(values, j, weights))
    )
    const counts = Float64Array.from(moments, ({ total }) => total)
    this.n_samples_seen_ = counts.every((count) => count === counts[0]) ? counts[0] : counts
    this.mean_ = with_mean || with_std ? Float64Array.from(moments, ({ mean }) => mean) : null
    this.var_ = with_std ? Float64Array.from(moments, ({ variance }) => variance) : null
    this.scale_ = with_std ? Float64Array.from(moments, scaleOf) : null
    return this
  }

  /** What is known of column j so far. */
  private momentsOf(j: number): Moments {
    const total = typeof this.n_samples_seen_ === 'number' ? this.n_samples_seen_ : this.n_samples_seen_[j]
    return { total, mean: this.mean_?.[j] ?? 0, variance: this.var_?.[j] ?? 0 }
  }

  async transform(X: Matrix | Table): Promise<Matrix> {
    this.checkFitted()
    return this.apply(X, (value, mean, scale) => (value - mean) / scale)
  }

  async inverse_transform(X: Matrix): Promise<Matrix> {
    this.checkFitted()
    return this.apply(X, (value, mean, scale) => value * scale + mean)
  }

  private apply(X: Matrix | Table, change: (value: number, mean: number, scale: number) => number): Matrix {
    const { matrix: values } = numericColumns(X)
    const [rows, cols] = values.shape
    checkFeatures(values, this.n_features_in_, 'StandardScaler')
    const out = matrix(rows, cols)
    for (let j = 0; j < cols; j++) {
      const mean = this.params.with_mean ? this.mean_![j] : 0
      const scale = this.scale_ ? this.scale_[j] : 1
      for (let at = j; at < out.data.length; at += cols) out.data[at] = change(values.data[at], mean, scale)
    }
    return out
  }
}

interface Moments {
  /** Rows, or the sum of their weights, without the missing values. */
  readonly total: number
  readonly mean: number
  readonly variance: number
}

function columnMoments(X: Matrix, j: number, weights: Float64Array): Moments {
  const [rows, cols] = X.shape
  let total = 0
  let sum = 0
  for (let i = 0, at = j; i < rows; i++, at += cols) {
    if (Number.isNaN(X.data[at])) continue
    total += weights[i]
    sum += weights[i] * X.data[at]
  }
  const mean = sum / total
  let correction = 0
  let squares = 0
  for (let i = 0, at = j; i < rows; i++, at += cols) {
    if (Number.isNaN(X.data[at])) continue
    const distance = X.data[at] - mean
    correction += weights[i] * distance
    squares += weights[i] * distance * distance
  }
  return { total, mean, variance: (squares - (correction * correction) / total) / total }
}

/** The moments of both lots of rows together. */
function merged(past: Moments, added: Moments): Moments {
  if (past.total === 0) return added
  if (added.total === 0) return past
  const total = past.total + added.total
  const apart = ((past.total * added.total) / total) * (past.mean - added.mean) ** 2
  return {
    total,
    mean: (past.total * past.mean + added.total * added.mean) / total,
    variance: (past.total * past.variance + added.total * added.variance + apart) / total
  }
}

/** The standard deviation; 1 where there is no more spread than rounding explains. */
function scaleOf({ total, mean, variance }: Moments): number {
  const error = total * Number.EPSILON * variance + (total * mean * Number.EPSILON) ** 2
  return variance <= error ? 1 : Math.sqrt(variance)
}
