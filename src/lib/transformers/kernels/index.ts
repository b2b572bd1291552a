/**
 * The layers of a transformer for WebAssembly SIMD, in AssemblyScript. Numbers are float32, weights 8-bit integers; a
 * product turns each row of activations into 16-bit integers with a scale of its own. All places are bytes, all matrices
 * row-major. The sizes of rows are multiples of 16; what the caller gives for rows has room for a multiple of four of them.
 */

/** Bytes of a float32. */
const F: usize = 4
/** The largest integer of an activation: 1,536 products of 127 · 8,191 stay within 32 bits. */
const FINEST: f32 = 8191

/** Four sums, of the lanes of a, b, c and d. */
function sumLanes(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 2, 6), v128.shuffle<f32>(a, b, 1, 5, 3, 7))
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 2, 6), v128.shuffle<f32>(c, d, 1, 5, 3, 7))
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7))
}

function sum(a: v128): f32 {
  return f32x4.extract_lane(sumLanes(a, a, a, a), 0)
}

function max(a: v128): f32 {
  a = f32x4.pmax(a, v128.shuffle<f32>(a, a, 2, 3, 0, 1))
  return f32x4.extract_lane(f32x4.pmax(a, v128.shuffle<f32>(a, a, 1, 0, 3, 2)), 0)
}

/** eˣ for x ≤ 0, to 2 units in the last place: 2ⁿ times a Taylor polynomial about 0 of what is left. */
function exp(x: v128): v128 {
  x = f32x4.pmax(f32x4.splat(-87), x)
  const n = f32x4.nearest(f32x4.mul(x, f32x4.splat(1.44269504)))
  // ln 2 in two parts: n times the first is exact.
  let r = f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.693359375)))
  r = f32x4.sub(r, f32x4.mul(n, f32x4.splat(-2.1219444e-4)))
  let p = f32x4.splat(1.0 / 720)
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.0 / 120))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.0 / 24))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.0 / 6))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(0.5))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1))
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23)
  return f32x4.mul(p, power)
}

/** Rows as integers of 16 bits at `codes`, and at `steps` what a step of each row's integers is worth. */
function quantize(x: usize, rows: usize, width: usize, codes: usize, steps: usize): void {
  for (let r: usize = 0; r < rows; r++, steps += F) {
    const end = x + width * F
    let most = f32x4.splat(1e-9)
    for (let at = x; at < end; at += 4 * F) most = f32x4.pmax(most, f32x4.abs(v128.load(at)))
    const largest = max(most)
    store<f32>(steps, largest / FINEST)
    const finer = f32x4.splat(FINEST / largest)
    for (; x < end; x += 8 * F, codes += 16) {
      const low = i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(v128.load(x), finer)))
      const high = i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(v128.load(x, 16), finer)))
      v128.store(codes, i16x8.narrow_i32x4_s(low, high))
    }
  }
}

/** Two values of a row of the result: the sums of a's lanes and of b's, scaled, plus the bias. */
function storePair(to: usize, a: v128, b: v128, step: usize, scale: v128, bias: v128): void {
  const pairs = i32x4.add(v128.shuffle<i32>(a, b, 0, 4, 2, 6), v128.shuffle<i32>(a, b, 1, 5, 3, 7))
  const sums = i32x4.add(pairs, v128.shuffle<i32>(pairs, pairs, 2, 3, 0, 1))
  const scaled = f32x4.mul(f32x4.convert_i32x4_s(sums), f32x4.mul(v128.load32_splat(step), scale))
  v128.store64_lane(to, f32x4.add(scaled, bias), 0)
}

function addProducts(sums: v128, a: v128, b: v128): v128 {
  return i32x4.add(sums, i32x4.dot_i16x8_s(a, b))
}

/**
 * y (rows, outputs) = x (rows, inputs) · W (outputs, inputs)ᵀ + bias, where W is `weights` times the `scale` of its row;
 * tiles of 4 × 2 sums stay in registers. `codes` and `steps` are scratch: (rows, inputs) of 16 bits, (rows) of float32.
 */
export function linear(
  x: usize,
  rows: usize,
  inputs: usize,
  outputs: usize,
  weights: usize,
  scale: usize,
  bias: usize,
  codes: usize,
  steps: usize,
  y: usize
): void {
  quantize(x, rows, inputs, codes, steps)
  for (let o: usize = 0; o < outputs; o += 2, weights += 2 * inputs) {
    const w1 = weights + inputs
    const scales = v128.load64_zero(scale + o * F)
    const biases = v128.load64_zero(bias + o * F)
    let x0 = codes
    let to = y + o * F
    for (let r: usize = 0; r < rows; r += 4) {
      const x1 = x0 + 2 * inputs
      const x2 = x1 + 2 * inputs
      const x3 = x2 + 2 * inputs
      let s00 = i32x4.splat(0)
      let s01 = s00
      let s10 = s00
      let s11 = s00
      let s20 = s00
      let s21 = s00
      let s30 = s00
      let s31 = s00
      for (let k: usize = 0; k < inputs; k += 8) {
        const b0 = v128.load8x8_s(weights + k)
        const b1 = v128.load8x8_s(w1 + k)
        let a = v128.load(x0 + 2 * k)
        s00 = addProducts(s00, a, b0)
        s01 = addProducts(s01, a, b1)
        a = v128.load(x1 + 2 * k)
        s10 = addProducts(s10, a, b0)
        s11 = addProducts(s11, a, b1)
        a = v128.load(x2 + 2 * k)
        s20 = addProducts(s20, a, b0)
        s21 = addProducts(s21, a, b1)
        a = v128.load(x3 + 2 * k)
        s30 = addProducts(s30, a, b0)
        s31 = addProducts(s31, a, b1)
      }
      const step = steps + r * F
      storePair(to, s00, s01, step, scales, biases)
      storePair((to += outputs * F), s10, s11, step + F, scales, biases)
      storePair((to += outputs * F), s20, s21, step + 2 * F, scales, biases)
      storePair((to += outputs * F), s30, s31, step + 3 * F, scales, biases)
      to += outputs * F
      x0 = x3 + 2 * inputs
    }
  }
}

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
