import { exp, max, sum, sumLanes } from './lanes'

/** Bytes of a float32. */
const F: usize = 4

/** Numbers to probabilities, in place; what stands between `count` and the next multiple of four becomes 0. */
function softmax(x: usize, count: usize): void {
  const end = x + ((count + 3) & ~3) * F
  for (let at = x + count * F; at < end; at += F) store<f32>(at, -Infinity)
  let most = f32x4.splat(-Infinity)
  for (let at = x; at < end; at += 16) most = f32x4.pmax(most, v128.load(at))
  const top = f32x4.splat(max(most))
  let total = f32x4.splat(0)
  for (let at = x; at < end; at += 16) {
    const value = exp(f32x4.sub(v128.load(at), top))
    v128.store(at, value)
    total = f32x4.add(total, value)
  }
  const share = f32x4.splat(<f32>1 / sum(total))
  for (let at = x; at < end; at += 16) v128.store(at, f32x4.mul(v128.load(at), share))
}

/**
 * Scaled dot-product attention with several heads (Vaswani et al. 2017, 3.2) of one sequence.
 * `qkv` (length, 3·width): queries, keys and values side by side; `out` (length, width); `weights`: scratch of length.
 */
export function attend(
  qkv: usize,
  out: usize,
  length: usize,
  width: usize,
  heads: usize,
  weights: usize
): void {
  const stride = 3 * width * F
  const size = (width / heads) * F
  const scale = f32x4.splat(<f32>1 / sqrt<f32>(<f32>(width / heads)))
  for (let head: usize = 0; head < heads; head++, qkv += size, out += size) {
    const keys = qkv + width * F
    const values = keys + width * F
    for (let i: usize = 0; i < length; i++) {
      const query = qkv + i * stride
      for (let j: usize = 0; j < length; j += 4) {
        const k = keys + j * stride
        let s0 = f32x4.splat(0)
        let s1 = s0
        let s2 = s0
        let s3 = s0
        for (let d: usize = 0; d < size; d += 16) {
          const q = v128.load(query + d)
          s0 = f32x4.add(s0, f32x4.mul(q, v128.load(k + d)))
          s1 = f32x4.add(s1, f32x4.mul(q, v128.load(k + stride + d)))
          s2 = f32x4.add(s2, f32x4.mul(q, v128.load(k + 2 * stride + d)))
          s3 = f32x4.add(s3, f32x4.mul(q, v128.load(k + 3 * stride + d)))
        }
        v128.store(weights + j * F, f32x4.mul(sumLanes(s0, s1, s2, s3), scale))
      }
      softmax(weights, length)
      for (let d: usize = 0; d < size; d += 16) {
        let mixed = f32x4.splat(0)
        let v = values + d
        for (let j: usize = 0; j < length; j++, v += stride)
          mixed = f32x4.add(mixed, f32x4.mul(v128.load32_splat(weights + j * F), v128.load(v)))
        v128.store(out + i * width * F + d, mixed)
      }
    }
  }
}
