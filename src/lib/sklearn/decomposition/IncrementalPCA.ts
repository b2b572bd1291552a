import { ValueError } from '$lib/estimator/exceptions'
import { boolean, integer, none, type ParamTable } from '$lib/estimator/params'
import { matrix, row, type Matrix } from '$lib/numeric/matrix'
import { pacer } from '$lib/numeric/pacer'
import type { FitOptions, Table, Target } from '../base'
import { average, centre, runningSum, sum } from '../utils/mean'
import { merged, sumsOf } from '../utils/moments'
import { checkArray, checkFeatures } from '../utils/validation'
import { PCAModel } from './_PCAModel'
import { leadingRows } from './_randomizedSvd'
import { flippedSvd } from './_svdFlip'

export interface IncrementalPCAParams {
  n_components: number | null
  whiten: boolean
  copy: boolean
  batch_size: number | null
}

/**
 * Principal component analysis of rows that come in batches: the singular value decomposition of the components so far,
 * by their singular values, with the new rows and the shift of the mean beneath them.
 *
 * Algorithm: sequential Karhunen–Loeve with the mean brought up to date (Ross, Lim, Lin & Yang, Int. J. Computer Vision
 * 77, 2008); source: scikit-learn 1.2, `sklearn.decomposition.IncrementalPCA`.
 *
 * Parameters
 * - n_components (integer ≥ 1 or null, null): how many; null for as many as the first batch has rows and features.
 * - whiten (boolean, false): scale scores to variance 1.
 * - batch_size (integer ≥ 1 or null, null): the rows of a batch of `fit`; null for five times the features.
 * - copy (boolean, true): accepted for compatibility; ours never changes its input.
 *
 * Attributes: components_ (n_components_ × n_features), explained_variance_, explained_variance_ratio_ and
 * singular_values_ (n_components_ each), mean_ and var_ (n_features each), noise_variance_ (number), n_components_,
 * n_samples_seen_, batch_size_ (of `fit`), n_features_in_.
 *
 * Errors: ValueError for NaN or infinity, and for more components than features or rows of a batch.
 */
export class IncrementalPCA extends PCAModel<IncrementalPCAParams> {
  static override readonly className = 'IncrementalPCA'
  static override readonly module = 'sklearn.decomposition'
  static override readonly params: ParamTable<IncrementalPCAParams> = {
    n_components: { default: null, kinds: [integer(1), none] },
    whiten: { default: false, kinds: [boolean] },
    copy: { default: true, kinds: [boolean] },
    batch_size: { default: null, kinds: [integer(1), none] }
  }

  declare explained_variance_ratio_: Float64Array
  declare singular_values_: Float64Array
  declare var_: Float64Array
  declare n_samples_seen_: number
  declare batch_size_: number

  async fit(X: Matrix | Table, _y?: Target, { signal, onProgress }: FitOptions = {}): Promise<this> {
    this.checkParams()
    const checked = checkArray(X, this.meta.className)
    const [n, d] = checked.shape
    const { n_components, batch_size } = this.params
    const size = batch_size ?? 5 * d
    const pace = pacer(signal)
    for (const [from, to] of batches(n, size, n_components ?? 0)) {
      this.take(matrix(to - from, d, checked.data.subarray(from * d, to * d)), from === 0)
      onProgress?.({ phase: 'fit', done: to, total: n })
      await pace()
    }
    this.batch_size_ = size
    return this
  }

  /** Takes more rows in, as one batch. */
  async partial_fit(X: Matrix | Table, _y?: Target, { signal }: FitOptions = {}): Promise<this> {
    signal?.throwIfAborted()
    this.checkParams()
    const { className } = this.meta
    const checked = checkArray(X, className)
    const isFirst = !this.isFitted
    if (!isFirst) checkFeatures(checked, this.n_features_in_, className)
    this.take(checked, isFirst)
    return this
  }

  /** Takes a batch in; the first forgets what was before. */
  private take(batch: Matrix, isFirst: boolean): void {
    const [n, d] = batch.shape
    const k = this.countComponents(n, d, isFirst)
    const seen = isFirst ? 0 : this.n_samples_seen_
    const sums = Array.from({ length: d }, (_, j) => sumsOf(batch, j, runningSum))
    const moments = sums.map((added, j) => {
      const past = isFirst ? { mean: 0, variance: 0 } : { mean: this.mean_[j], variance: this.var_[j] }
      return merged({ total: seen, ...past }, added)
    })
    const centred = centre(
      batch,
      Float64Array.from(sums, (column) => column.sum / n)
    )
    const { s, Vt } = flippedSvd(isFirst ? centred : this.withPast(centred, sums), true)
    const total = seen + n
    const variances = s.map((value) => (value * value) / (total - 1))

    this.mean_ = Float64Array.from(moments, ({ mean }) => mean)
    this.var_ = Float64Array.from(moments, ({ variance }) => variance)
    const spread = sum(this.var_.map((variance) => variance * total))
    this.components_ = leadingRows(Vt, k)
    this.singular_values_ = s.slice(0, k)
    this.explained_variance_ = variances.slice(0, k)
    this.explained_variance_ratio_ = this.singular_values_.map((value) => (value * value) / spread)
    this.noise_variance_ = k === n || k === d ? 0 : average(variances.slice(k))
    this.n_components_ = k
    this.n_samples_seen_ = total
    this.n_features_in_ = d
  }

  /** What the components stand for, the batch, and how far it moves the mean, one beneath the other. */
  private withPast(centred: Matrix, sums: readonly { readonly sum: number }[]): Matrix {
    const [n, d] = centred.shape
    const k = this.n_components_
    const stacked = matrix(k + n + 1, d)
    for (let c = 0; c < k; c++)
      row(stacked, c).set(row(this.components_, c).map((value) => value * this.singular_values_[c]))
    stacked.data.set(centred.data, k * d)
    const weight = Math.sqrt((this.n_samples_seen_ / (this.n_samples_seen_ + n)) * n)
    row(stacked, k + n).set(this.mean_.map((mean, j) => weight * (mean - sums[j].sum / n)))
    return stacked
  }

  private countComponents(n: number, d: number, isFirst: boolean): number {
    const wanted = this.params.n_components ?? (isFirst ? Math.min(n, d) : this.n_components_)
    if (wanted > d || (this.params.n_components !== null && wanted > n))
      throw new ValueError(
        `IncrementalPCA: ${wanted} components of a batch of ${n} rows and ${d} features are not possible`,
        `n_components can be 1 to ${Math.min(n, d)}.`
      )
    if (!isFirst && wanted !== this.n_components_)
      throw new ValueError(
        `IncrementalPCA has ${this.n_components_} components, not ${wanted}`,
        'Fit it anew to change n_components.'
      )
    return wanted
  }
}

/** From where to where each batch goes; the last is not smaller than `least`, if there are so many. */
function batches(n: number, size: number, least: number): [number, number][] {
  const found: [number, number][] = []
  let from = 0
  for (let k = 0; k < Math.floor(n / size); k++) {
    if (from + size + least > n) continue
    found.push([from, from + size])
    from += size
  }
  if (from < n) found.push([from, n])
  return found
}
