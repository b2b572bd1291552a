import { ValueError } from '$lib/estimator/exceptions'
import { array, boolean, none, option, real, type ParamTable } from '$lib/estimator/params'
import { matrix, type Matrix } from '$lib/numeric/matrix'
import type { FitOptions, Table } from '../base'
import { BaseNB, type Labelled } from './_BaseNB'

export interface DiscreteNBParams {
  alpha: number | ArrayLike<number>
  force_alpha: boolean | 'warn'
  fit_prior: boolean
  class_prior: ArrayLike<number> | null
}

export const discreteParams: ParamTable<DiscreteNBParams> = {
  alpha: { default: 1, kinds: [real(0, Infinity, 'left'), array] },
  force_alpha: { default: 'warn', kinds: [boolean, option('warn')] },
  fit_prior: { default: true, kinds: [boolean] },
  class_prior: { default: null, kinds: [array, none] }
}

/** The least alpha that is used unless force_alpha is true: with 0 a count of 0 has the logarithm −∞. */
const LEAST_ALPHA = 1e-10

/** Naive Bayes over counts: of words, of occurrences, of categories. Counts are smoothed by `alpha` (Laplace, Lidstone). */
export abstract class BaseDiscreteNB<P extends DiscreteNBParams> extends BaseNB<P> {
  declare class_log_prior_: Float64Array

  /** Adds the rows' weights to the counts. */
  protected abstract count(rows: Labelled): void

  /** From counts to probabilities. `alpha` has one value a feature. */
  protected abstract updateFeatureLogProb(alpha: Float64Array): void

  protected learn(rows: Labelled, options: FitOptions): void {
    rows.codes.forEach((code, i) => (this.class_count_[code] += rows.weights[i]))
    this.count(rows)
    this.updateFeatureLogProb(this.checkAlpha(options))
    this.class_log_prior_ = this.logPrior()
  }

  private logPrior(): Float64Array {
    const { class_prior, fit_prior } = this.params
    const classes = this.classes_.length
    if (class_prior && class_prior.length !== classes)
      throw new ValueError(`class_prior has ${class_prior.length} values for ${classes} classes`)
    if (class_prior) return Float64Array.from(class_prior, Math.log)
    if (!fit_prior) return new Float64Array(classes).fill(-Math.log(classes))
    const total = Math.log(this.class_count_.reduce((a, b) => a + b, 0))
    return this.class_count_.map((count) => Math.log(count) - total)
  }

  private checkAlpha({ warn }: FitOptions): Float64Array {
    const { alpha, force_alpha } = this.params
    const features = this.n_features_in_
    if (typeof alpha !== 'number' && alpha.length !== features)
      throw new ValueError(`alpha has ${alpha.length} values for ${features} features`)
    const values =
      typeof alpha === 'number' ? new Float64Array(features).fill(alpha) : Float64Array.from(alpha)
    if (values.some((value) => !(value >= 0)))
      throw new ValueError('alpha has a negative value', 'It must be ≥ 0.')
    if (force_alpha === true || values.every((value) => value >= LEAST_ALPHA)) return values
    if (force_alpha === 'warn')
      warn?.({
        category: 'FutureWarning',
        message: 'force_alpha will be true by default in scikit-learn 1.4. Set it to say which is meant.'
      })
    warn?.({
      category: 'UserWarning',
      message: `alpha is too small to compute with; ${LEAST_ALPHA} is used. force_alpha = true keeps it as it is.`
    })
    return values.map((value) => Math.max(value, LEAST_ALPHA))
  }

  /** X, in which no value may be negative. */
  protected checkCounts(X: Matrix | Table): Matrix {
    const rows = super.checkRows(X)
    const at = rows.data.findIndex((value) => value < 0)
    if (at >= 0)
      throw new ValueError(
        `${this.meta.className}: row ${Math.floor(at / rows.shape[1])}, feature ${at % rows.shape[1]} is ${rows.data[at]}`,
        'It counts things and takes no negative values; standardised columns have some. GaussianNB takes any number.'
      )
    return rows
  }
}

/** Adds each row, times its weight, to the row of its class in `counts` (classes × features). */
export function addByClass(counts: Matrix, { X, codes, weights }: Labelled): void {
  const cols = X.shape[1]
  for (let i = 0; i < codes.length; i++)
    for (let j = 0; j < cols; j++) counts.data[codes[i] * cols + j] += weights[i] * X.data[i * cols + j]
}

/** A matrix of the same shape with each value made from what is in `counts` there and the column. */
export function mapCounts(
  { data, shape }: Matrix,
  change: (count: number, feature: number) => number
): Matrix {
  const cols = shape[1]
  return matrix(
    shape[0],
    cols,
    data.map((value, at) => change(value, at % cols))
  )
}

/** The sum of each row. */
export function rowSums({ data, shape: [rows, cols] }: Matrix): Float64Array {
  const sums = new Float64Array(rows)
  for (let at = 0; at < data.length; at++) sums[Math.floor(at / cols)] += data[at]
  return sums
}

/** Rows × classes: the products of X's rows with the classes' log probabilities, plus a constant a class. */
export function linearScores(X: Matrix, logProb: Matrix, constant?: Float64Array): Matrix {
  const [rows, cols] = X.shape
  const classes = logProb.shape[0]
  const out = matrix(rows, classes)
  for (let i = 0; i < rows; i++)
    for (let k = 0; k < classes; k++) {
      let sum = 0
      for (let j = 0; j < cols; j++) sum += X.data[i * cols + j] * logProb.data[k * cols + j]
      out.data[i * classes + k] = sum + (constant?.[k] ?? 0)
    }
  return out
}
