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
      for (let j = 0; j < length; j++) {
        const k = q0 + width + j * stride
        let sum = 0
        for (let d = 0; d < size; d++) sum += query[d] * qkv[k + d]
        weights[j] = sum
      }
      softmax(weights)
      mixed.fill(0)
      for (let j = 0; j < length; j++) {
        const v = q0 + 2 * width + j * stride
        for (let d = 0; d < size; d++) mixed[d] += weights[j] * qkv[v + d]
      }
      out.set(mixed, (first + i) * width + head * size)
    }
  }
}
