import { softmax } from './functions'

/**
 * Scaled dot-product attention with several heads (Vaswani et al. 2017, 3.2) of one sequence.
 * @param qkv rows of queries, keys and values side by side, (length, 3·width), from row `first` on
 * @param out (length, width), from row `first` on
 */
export function attend(
  qkv: Float32Array,
  out: Float32Array,
  first: number,
  length: number,
  width: number,
  heads: number
): void {
  const size = width / heads
  const stride = 3 * width
  const scale = 1 / Math.sqrt(size)
  const weights = new Float32Array(length)
  const query = new Float64Array(size)
  const mixed = new Float64Array(size)
  for (let head = 0; head < heads; head++) {
    const q0 = first * stride + head * size
    for (let i = 0; i < length; i++) {
      for (let d = 0; d < size; d++) query[d] = qkv[q0 + i * stride + d] * scale
      score(query, qkv, q0 + width, stride, weights)
      softmax(weights)
      mix(weights, qkv, q0 + 2 * width, stride, mixed)
      out.set(mixed, (first + i) * width + head * size)
    }
  }
}

/** weights[j] = query · the row of `qkv` at `k0 + j·stride`. Four rows at a time read the query once. */
function score(
  query: Float64Array,
  qkv: Float32Array,
  k0: number,
  stride: number,
  weights: Float32Array
): void {
  const { length } = weights
  let j = 0
  for (; j + 3 < length; j += 4) {
    const a = k0 + j * stride
    const b = a + stride
    const c = b + stride
    const d = c + stride
    let s = 0
    let t = 0
    let u = 0
    let v = 0
    for (let i = 0; i < query.length; i++) {
      const q = query[i]
      s += q * qkv[a + i]
      t += q * qkv[b + i]
      u += q * qkv[c + i]
      v += q * qkv[d + i]
    }
    weights[j] = s
    weights[j + 1] = t
    weights[j + 2] = u
    weights[j + 3] = v
  }
  for (; j < length; j++) {
    let sum = 0
    for (let i = 0, k = k0 + j * stride; i < query.length; i++, k++) sum += query[i] * qkv[k]
    weights[j] = sum
  }
}

/** mixed = the sum over j of weights[j] times the row of `qkv` at `v0 + j·stride`, four rows at a time. */
function mix(
  weights: Float32Array,
  qkv: Float32Array,
  v0: number,
  stride: number,
  mixed: Float64Array
): void {
  const { length } = weights
  mixed.fill(0)
  let j = 0
  for (; j + 3 < length; j += 4) {
    const a = v0 + j * stride
    const b = a + stride
    const c = b + stride
    const d = c + stride
    const w = weights[j]
    const x = weights[j + 1]
    const y = weights[j + 2]
    const z = weights[j + 3]
    for (let i = 0; i < mixed.length; i++)
      mixed[i] = mixed[i] + w * qkv[a + i] + x * qkv[b + i] + y * qkv[c + i] + z * qkv[d + i]
  }
  for (; j < length; j++)
    for (let i = 0, v = v0 + j * stride, w = weights[j]; i < mixed.length; i++, v++) mixed[i] += w * qkv[v]
}
