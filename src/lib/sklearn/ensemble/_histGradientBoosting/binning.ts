/** Values as numbers of bins (scikit-learn 1.2, `sklearn/ensemble/_hist_gradient_boosting/binning.py`). */
import type { Matrix } from '$lib/numeric/matrix'
import { RandomState } from '$lib/numeric/random/RandomState'

/** With more rows than this the bins are found on a sample of so many. */
const SUBSAMPLE = 200_000

/** The most bins that a byte counts, less the one for missing values. */
const MOST = 255

/** No bin but that of missing values lies above this. */
const ALMOST_INFINITY = 1e300

/** What it gives, if anything, is awaited: the event loop runs meanwhile. */
export type Pace = () => Promise<void> | undefined

/** How each feature falls into bins. */
export interface BinMapper {
  /** The most bins that a feature has, with the one for missing values. */
  readonly n_bins: number
  /** Each feature's upper bounds of the bins but the last; a category's bin is its place. */
  readonly bin_thresholds_: readonly Float64Array[]
  /** Shape (n_features,): how many bins each feature has, without the one for missing values. */
  readonly n_bins_non_missing_: Int32Array
  /** Shape (n_features,); null where none is. */
  readonly is_categorical: Uint8Array | null
  /** The seed of the sample. */
  readonly random_state: number
}

/** Rows as bins, column by column. A missing value is in the bin behind its feature's last. */
export interface Binned {
  readonly nRows: number
  readonly columns: readonly Uint8Array[]
}

/**
 * Finds the bins: of about equal counts each, or one a distinct value where these are few.
 *
 * @param pace is asked after each feature
 * @param categories for each feature its categories, or null where it has an order; null where all have
 */
export async function fitBins(
  X: Matrix,
  maxBins: number,
  categories: readonly (Float64Array | null)[] | null,
  seed: number,
  pace: Pace
): Promise<BinMapper> {
  const [nRows, nFeatures] = X.shape
  const sample = nRows > SUBSAMPLE ? new RandomState(seed).choice(nRows, SUBSAMPLE, false).sort() : null
  const values = new Float64Array(sample ? SUBSAMPLE : nRows)
  const thresholds: Float64Array[] = []
  for (let f = 0; f < nFeatures; f++) {
    const known = categories?.[f]
    if (!known)
      for (let i = 0; i < values.length; i++) values[i] = X.data[(sample ? sample[i] : i) * nFeatures + f]
    thresholds.push(known ?? findThresholds(values.sort(), maxBins))
    const rest = pace()
    if (rest) await rest
  }
  return {
    n_bins: maxBins + 1,
    bin_thresholds_: thresholds,
    n_bins_non_missing_: Int32Array.from(thresholds, ({ length }, f) => length + (categories?.[f] ? 0 : 1)),
    is_categorical: categories && Uint8Array.from(categories, (known) => Number(known !== null)),
    random_state: seed
  }
}

/** @param sorted rising; missing values (NaN) stand last */
function findThresholds(sorted: Float64Array, maxBins: number): Float64Array {
  let count = sorted.length
  while (count > 0 && Number.isNaN(sorted[count - 1])) count--
  const present = sorted.subarray(0, count)
  const distinct = distinctOf(present, maxBins + 1)
  const middles =
    distinct.length <= maxBins
      ? Float64Array.from(distinct.subarray(1), (value, i) => (distinct[i] + value) * 0.5)
      : Float64Array.from({ length: maxBins - 1 }, (_, i) =>
          middleAt(present, ((i + 1) * (100 / maxBins)) / 100)
        )
  return middles.map((value) => Math.min(value, ALMOST_INFINITY))
}

/** The distinct values, but no more than `most`. */
function distinctOf(sorted: Float64Array, most: number): Float64Array {
  const out = new Float64Array(most)
  let found = 0
  for (let i = 0; i < sorted.length && found < most; i++)
    if (found === 0 || sorted[i] !== out[found - 1]) out[found++] = sorted[i]
  return out.subarray(0, found)
}

/** The quantile of that share: the value there, or the middle of the two beside it (numpy's method "midpoint"). */
function middleAt(sorted: Float64Array, share: number): number {
  const at = (sorted.length - 1) * share
  const index = 0.5 * (Math.floor(at) + Math.ceil(at))
  const below = sorted[Math.floor(index)]
  if (Number.isInteger(index)) return below
  const above = sorted[Math.floor(index) + 1]
  return above - (above - below) * 0.5
}

/** The rows in the mapper's bins. */
export async function binRows(
  { bin_thresholds_, n_bins_non_missing_ }: BinMapper,
  X: Matrix,
  pace: Pace
): Promise<Binned> {
  const [nRows, nFeatures] = X.shape
  const columns: Uint8Array[] = []
  for (const [f, thresholds] of bin_thresholds_.entries()) {
    const out = new Uint8Array(nRows)
    const missing = n_bins_non_missing_[f]
    const bounds = new Float64Array(MOST).fill(Infinity)
    bounds.set(thresholds)
    for (let i = 0, at = f; i < nRows; i++, at += nFeatures) {
      const value = X.data[at]
      out[i] = value !== value ? missing : binOf(value, bounds)
    }
    columns.push(out)
    const rest = pace()
    if (rest) await rest
  }
  return { nRows, columns }
}

/** The first bin whose bound is not below the value: half by half, without a branch, which would be guessed wrong half the time. */
function binOf(value: number, bounds: Float64Array): number {
  let bin = 0
  for (let half = (MOST + 1) / 2; half >= 1; half /= 2)
    bin += Number(!(value <= bounds[bin + half - 1])) * half
  return bin
}

/** Has a feature missing values among these rows? */
export const missingIn = ({ n_bins_non_missing_ }: BinMapper, { columns }: Binned): Uint8Array =>
  Uint8Array.from(columns, (bins, f) => Number(bins.includes(n_bins_non_missing_[f])))
