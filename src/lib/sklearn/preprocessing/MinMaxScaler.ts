import { ValueError } from '$lib/estimator/exceptions'
import { array, boolean, type ParamTable } from '$lib/estimator/params'
import { matrix, type Matrix } from '$lib/numeric/matrix'
import { Transformer, type Table, type Target } from '../base'
import { keepNames, numericColumns, sameNames } from '../utils/columns'
import { checkFeatures } from '../utils/validation'

export interface MinMaxScalerParams {
  feature_range: readonly [number, number]
  copy: boolean
  clip: boolean
}

/**
 * Stretches each column over a range. A constant column goes to the range's start. Missing values stay missing.
 *
 * Source: scikit-learn 1.2, `sklearn.preprocessing.MinMaxScaler`.
 *
 * Parameters: `feature_range` [least, greatest] = [0, 1]; `clip` = false: keep what transform is given within the range;
 * `copy` = true (ours never changes its input).
 * Attributes: `data_min_`, `data_max_`, `data_range_`, `scale_`, `min_` (one value a column), `n_samples_seen_`,
 * `n_features_in_`, `feature_names_in_` (when fitted on named columns).
 * Errors: ValueError for a range that does not rise.
 */
export class MinMaxScaler extends Transformer<MinMaxScalerParams> {
  static override readonly className = 'MinMaxScaler'
  static override readonly module = 'sklearn.preprocessing'
  static override readonly takesSampleWeight = false
  static override readonly params: ParamTable<MinMaxScalerParams> = {
    feature_range: { default: [0, 1], kinds: [array] },
    copy: { default: true, kinds: [boolean] },
    clip: { default: false, kinds: [boolean] }
  }

  declare data_min_: Float64Array
  declare data_max_: Float64Array
  declare data_range_: Float64Array
  declare scale_: Float64Array
  declare min_: Float64Array
  declare n_samples_seen_: number
  declare n_features_in_: number
  declare feature_names_in_?: string[]

  async fit(X: Matrix | Table, _y?: Target): Promise<this> {
    const { matrix: values, names } = numericColumns(X)
    const cols = values.shape[1]
    this.n_features_in_ = cols
    this.n_samples_seen_ = 0
    this.data_min_ = new Float64Array(cols).fill(NaN)
    this.data_max_ = new Float64Array(cols).fill(NaN)
    keepNames(this, names)
    return this.partial_fit(X)
  }

  /** Takes more rows into the ranges. */
  async partial_fit(X: Matrix | Table, _y?: Target): Promise<this> {
    if (!this.isFitted) return this.fit(X)
    this.checkParams()
    const [low, high] = this.params.feature_range
    if (!(low < high))
      throw new ValueError(
        `feature_range = [${this.params.feature_range.join(', ')}] does not rise`,
        'Give [least, greatest].'
      )
    const { matrix: values } = numericColumns(X)
    checkFeatures(values, this.n_features_in_, 'MinMaxScaler')
    const cols = this.n_features_in_
    values.data.forEach((value, at) => {
      const j = at % cols
      if (!(this.data_min_[j] <= value) && !Number.isNaN(value)) this.data_min_[j] = value
      if (!(this.data_max_[j] >= value) && !Number.isNaN(value)) this.data_max_[j] = value
    })
    this.n_samples_seen_ += values.shape[0]
    this.data_range_ = this.data_max_.map((value, j) => value - this.data_min_[j])
    // A range of a few roundings is none: dividing by it would make noise of a constant.
    this.scale_ = this.data_range_.map((range) => (high - low) / (range < 10 * Number.EPSILON ? 1 : range))
    this.min_ = this.data_min_.map((value, j) => low - value * this.scale_[j])
    return this
  }

  async transform(X: Matrix | Table): Promise<Matrix> {
    const [low, high] = this.params.feature_range
    const within = (value: number): number =>
      this.params.clip ? Math.min(Math.max(value, low), high) : value
    return this.eachValue(X, (value, j) => within(value * this.scale_[j] + this.min_[j]))
  }

  async inverse_transform(X: Matrix): Promise<Matrix> {
    return this.eachValue(X, (value, j) => (value - this.min_[j]) / this.scale_[j])
  }

  get_feature_names_out(): string[] {
    this.checkFitted()
    return sameNames(this)
  }

  private eachValue(X: Matrix | Table, change: (value: number, j: number) => number): Matrix {
    this.checkFitted()
    const { matrix: values } = numericColumns(X)
    checkFeatures(values, this.n_features_in_, 'MinMaxScaler')
    const cols = this.n_features_in_
    return matrix(
      ...values.shape,
      values.data.map((value, at) => change(value, at % cols))
    )
  }
}
