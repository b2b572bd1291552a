import { boolean, type ParamTable } from '$lib/estimator/params'
import { matrix, type Matrix } from '$lib/numeric/matrix'
import { Transformer, type FitOptions, type Table, type Target } from '../base'
import { checkFeatures, checkSampleWeight } from '../utils/validation'
import { keepNames, numericColumns, sameNames } from '../utils/columns'
import { runningSum, sum } from '../utils/mean'
import { merged, sumsOf, type Moments } from '../utils/moments'

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
  declare feature_names_in_?: string[]

  async fit(X: Matrix | Table, _y?: Target, options: FitOptions = {}): Promise<this> {
    const { matrix: values, names } = numericColumns(X)
    this.n_features_in_ = values.shape[1]
    this.n_samples_seen_ = 0
    this.mean_ = null
    this.var_ = null
    keepNames(this, names)
    return this.partial_fit(X, undefined, options)
  }

  /** Takes more rows into the means and variances. */
  async partial_fit(X: Matrix | Table, _y?: Target, { sampleWeight }: FitOptions = {}): Promise<this> {
    if (!this.isFitted) return this.fit(X, undefined, { sampleWeight })
    this.checkParams()
    const { matrix: values, names } = numericColumns(X)
    const [rows, cols] = values.shape
    checkFeatures(values, this.n_features_in_, 'StandardScaler')
    const { with_mean, with_std } = this.params
    // With nothing to weigh, scikit-learn counts the rows.
    const weighs = sampleWeight && (with_mean || with_std)
    const weights = weighs ? checkSampleWeight(sampleWeight, rows) : undefined
    // A DataFrame's columns lie side by side each, a matrix's row by row: numpy adds them in different orders.
    const add = names || cols === 1 ? sum : runningSum
    const moments = Array.from({ length: cols }, (_, j) =>
      merged(this.momentsOf(j), sumsOf(values, j, add, weights))
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
    return this.eachValue(X, (value, mean, scale) => (value - mean) / scale)
  }

  async inverse_transform(X: Matrix): Promise<Matrix> {
    this.checkFitted()
    return this.eachValue(X, (value, mean, scale) => value * scale + mean)
  }

  get_feature_names_out(): string[] {
    this.checkFitted()
    return sameNames(this)
  }

  private eachValue(
    X: Matrix | Table,
    change: (value: number, mean: number, scale: number) => number
  ): Matrix {
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

/** The standard deviation; 1 where there is no more spread than rounding explains. */
function scaleOf({ total, mean, variance }: Moments): number {
  const error = total * Number.EPSILON * variance + (total * mean * Number.EPSILON) ** 2
  return variance <= error ? 1 : Math.sqrt(variance)
}
