/**
 * The layers of a transformer for WebAssembly SIMD, in AssemblyScript, compiled twice: without and with relaxed SIMD. Numbers
 * are float32, weights 8-bit integers. All places are bytes, all matrices row-major. The sizes of rows are multiples of 16;
 * what the caller gives for rows has room for a multiple of four of them.
 */
import { exp, sum } from './lanes'

export { attend } from './attend'
export { linear } from './linear'

/** Bytes of a float32. */
const F: usize = 4

/**
 * GELU, x·Φ(x) (Hendrycks & Gimpel 2016), in place. Φ by erf's approximation 7.1.26 in Abramowitz & Stegun, to 8·10⁻⁸;
 * their t is 1 / (1 + p|z|), and z = x/√2.
 */
export function gelu(x: usize, count: usize): void {
  const one = f32x4.splat(1)
  for (const end = x + count * F; x < end; x += 4 * F) {
    const value = v128.load(x)
    const z = f32x4.mul(f32x4.abs(value), f32x4.splat(0.70710678))
    const t = f32x4.div(one, f32x4.add(one, f32x4.mul(f32x4.splat(0.3275911), z)))
    let p = f32x4.splat(1.061405429)
    p = f32x4.add(f32x4.mul(p, t), f32x4.splat(-1.453152027))
    p = f32x4.add(f32x4.mul(p, t), f32x4.splat(1.421413741))
    p = f32x4.add(f32x4.mul(p, t), f32x4.splat(-0.284496736))
    p = f32x4.add(f32x4.mul(p, t), f32x4.splat(0.254829592))
    const tail = f32x4.mul(f32x4.mul(p, t), f32x4.mul(f32x4.splat(0.5), exp(f32x4.neg(f32x4.mul(z, z)))))
    const below = f32x4.lt(value, f32x4.splat(0))
    v128.store(x, f32x4.mul(value, v128.bitselect(tail, f32x4.sub(one, tail), below)))
  }
}

/** x = the layer normalisation (Ba, Kiros & Hinton 2016) of each row of x + y. */
export function addAndNormalize(
  x: usize,
  y: usize,
  rows: usize,
  width: usize,
  weight: usize,
  bias: usize
): void {
  const bytes = width * F
  const share: f32 = 1 / <f32>width
  for (let r: usize = 0; r < rows; r++, x += bytes, y += bytes) {
    let total = f32x4.splat(0)
    for (let i: usize = 0; i < bytes; i += 16) {
      const value = f32x4.add(v128.load(x + i), v128.load(y + i))
      v128.store(x + i, value)
      total = f32x4.add(total, value)
    }
    const mean = f32x4.splat(sum(total) * share)
    let squares = f32x4.splat(0)
    for (let i: usize = 0; i < bytes; i += 16) {
      const value = f32x4.sub(v128.load(x + i), mean)
      squares = f32x4.add(squares, f32x4.mul(value, value))
    }
    const scale = f32x4.splat(<f32>1 / sqrt<f32>(sum(squares) * share + <f32>1e-12))
    for (let i: usize = 0; i < bytes; i += 16) {
      const value = f32x4.mul(f32x4.sub(v128.load(x + i), mean), scale)
      v128.store(x + i, f32x4.add(f32x4.mul(value, v128.load(weight + i)), v128.load(bias + i)))
    }
  }
}
