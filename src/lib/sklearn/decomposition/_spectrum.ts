/** Eigenvalues of kernels, which should not be negative, with their vectors. */
import { ValueError } from '$lib/estimator/exceptions'
import { matrix, type Matrix } from '$lib/numeric/matrix'

export interface Spectrum {
  readonly values: Float64Array
  /** A column each. */
  readonly vectors: Matrix
}

/** How far below zero, relative to the largest and at all, counts as rounding; and how far above as nothing. */
const NEGATIVE_SHARE = 1e-5
const NEGATIVE = 1e-10
const NOTHING_SHARE = 1e-12

/** Rounding errors about zero as zeros. Throws ValueError for a spectrum that is negative beyond them. */
export function cleanSpectrum(values: Float64Array, name: string): Float64Array {
  const most = values.reduce((a, b) => Math.max(a, b), -Infinity)
  const least = values.reduce((a, b) => Math.min(a, b), Infinity)
  if (most < 0 || (least < -NEGATIVE_SHARE * most && least < -NEGATIVE))
    throw new ValueError(
      `${name}: the centred kernel has the eigenvalue ${least} beside ${most}`,
      'A kernel must be positive semidefinite: choose another, or other parameters.'
    )
  return values.map((value) => (value < NOTHING_SHARE * most ? 0 : value))
}

/** The pairs at `order`. */
function pick({ values, vectors }: Spectrum, order: readonly number[]): Spectrum {
  const [n, k] = vectors.shape
  const out = matrix(n, order.length)
  for (let i = 0, at = 0; i < n; i++) for (const c of order) out.data[at++] = vectors.data[i * k + c]
  return { values: Float64Array.from(order, (c) => values[c]), vectors: out }
}

/** The last `count` pairs of an ascending spectrum, the largest first. */
export const largestFirst = (spectrum: Spectrum, count: number): Spectrum =>
  pick(
    spectrum,
    Array.from({ length: count }, (_, i) => spectrum.values.length - 1 - i)
  )

/** The largest value first; those that are zero only where they are wanted. */
export function descending(spectrum: Spectrum, withZeros: boolean): Spectrum {
  const { values } = spectrum
  const order = Array.from(values.keys()).sort((a, b) => values[b] - values[a])
  return pick(
    spectrum,
    order.filter((c) => withZeros || values[c] > 0)
  )
}
