/** How numpy's legacy generator makes other distributions from uniform numbers. */
import { log } from '../log'

/** Two normal numbers by the polar method (Marsaglia & Bray, SIAM Review 6, 1964, 260–264). */
export function drawNormal(uniform: () => number): [number, number] {
  for (;;) {
    const x1 = 2 * uniform() - 1
    const x2 = 2 * uniform() - 1
    const r2 = x1 * x1 + x2 * x2
    if (r2 >= 1 || r2 === 0) continue
    const f = Math.sqrt((-2 * log(r2)) / r2)
    return [f * x2, f * x1]
  }
}

interface Sources {
  readonly uniform: () => number
  readonly normal: () => number
  readonly exponential: () => number
}

/** A standard gamma number: Marsaglia & Tsang (ACM TOMS 26, 2000, 363–372) above shape 1, a rejection of powers below. */
export function drawGamma(shape: number, { uniform, normal, exponential }: Sources): number {
  if (shape === 1) return exponential()
  if (shape === 0) return 0
  if (shape < 1)
    for (;;) {
      const u = uniform()
      const v = exponential()
      const low = u <= 1 - shape
      const y = low ? 0 : -log((1 - u) / shape)
      const x = Math.pow(low ? u : 1 - shape + shape * y, 1 / shape)
      if (x <= v + y) return x
    }
  const b = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * b)
  for (;;) {
    const x = normal()
    const root = 1 + c * x
    if (root <= 0) continue
    const v = root * root * root
    const u = uniform()
    if (u < 1 - 0.0331 * (x * x) * (x * x)) return b * v
    if (log(u) < 0.5 * x * x + b * (1 - v + log(v))) return b * v
  }
}

/** For each number in [0, 1) the index whose share of the cumulated weights it falls in. */
export function searchCumulative(weights: ArrayLike<number>, numbers: Float64Array): Int32Array {
  const cdf = Float64Array.from(weights)
  for (let i = 1; i < cdf.length; i++) cdf[i] += cdf[i - 1]
  const total = cdf[cdf.length - 1]
  for (let i = 0; i < cdf.length; i++) cdf[i] /= total
  return Int32Array.from(numbers, (x) => {
    let low = 0
    let high = cdf.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (x < cdf[middle]) high = middle
      else low = middle + 1
    }
    return low
  })
}

/** `size` distinct indices by weight: draws what is missing, drops repeats, takes the found ones' weight away, again. */
export function drawUniqueByWeight(
  uniform: (count: number) => Float64Array,
  p: ArrayLike<number>,
  size: number
): Int32Array {
  const weights = Float64Array.from(p)
  if (weights.filter((weight) => weight > 0).length < size)
    throw new RangeError('Fewer non-zero entries in p than size')
  const found = new Set<number>()
  while (found.size < size) {
    const numbers = uniform(size - found.size)
    for (const i of found) weights[i] = 0
    for (const i of searchCumulative(weights, numbers)) found.add(i)
  }
  return Int32Array.from(found)
}
