/**
 * The product of a layer, of 8-bit weights with activations that become 7-bit codes, each row with a step and a zero of its own.
 *
 * Without and with relaxed SIMD the answers are the same, bit for bit: two products of a weight and a 7-bit code stay within
 * 16 bits, and there the relaxed instructions do the same on all machines.
 */
import { max } from './lanes'

/** Bytes of a float32. */
const F: usize = 4
/** The largest code of an activation. */
const FINEST: f32 = 127
const RELAXED = ASC_FEATURE_RELAXED_SIMD
/** Bytes of a code: what there is without relaxed SIMD multiplies 16 bits. */
const C: usize = RELAXED ? 1 : 2
/** Codes of 16 bytes. */
const CODES: usize = 16 / C

/** Four numbers as multiples of a step, `finer` of which are 1, above the zero. */
function code(x: usize, finer: v128, zero: v128): v128 {
  return i32x4.add(i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(v128.load(x), finer))), zero)
}

/**
 * Rows as codes of 0 … 127 at `codes`. At `grids` stands for each row what a step of its codes is worth, and after it the code
 * that means 0, a 32-bit integer: the codes reach from the row's least number to its largest, and 0 is among them.
 */
function quantize(x: usize, rows: usize, width: usize, codes: usize, grids: usize): void {
  for (let r: usize = 0; r < rows; r++, grids += 2 * F) {
    const end = x + width * F
    let least = f32x4.splat(0)
    let most = least
    for (let at = x; at < end; at += 4 * F) {
      const values = v128.load(at)
      least = f32x4.pmin(least, values)
      most = f32x4.pmax(most, values)
    }
    const lowest = -max(f32x4.neg(least))
    const reach = Mathf.max(max(most) - lowest, 1e-9)
    const finer = f32x4.splat(FINEST / reach)
    const zero = i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(f32x4.splat(-lowest), finer)))
    store<f32>(grids, reach / FINEST)
    v128.store32_lane(grids + F, zero, 0)
    for (; x < end; x += 16 * F) {
      const low = i16x8.narrow_i32x4_s(code(x, finer, zero), code(x + 16, finer, zero))
      const high = i16x8.narrow_i32x4_s(code(x + 32, finer, zero), code(x + 48, finer, zero))
      // Where both ends are rounded outwards, one code falls outside.
      const all = i8x16.max_s(i8x16.narrow_i16x8_s(low, high), i8x16.splat(0))
      if (RELAXED) v128.store(codes, all)
      else {
        v128.store(codes, i16x8.extend_low_i8x16_u(all))
        v128.store(codes, i16x8.extend_high_i8x16_u(all), 16)
      }
      codes += 16 * C
    }
  }
}

/** Two values of a row of the result: the sums of a's lanes and of b's, less what the zero adds, scaled, plus the bias. */
function storePair(to: usize, a: v128, b: v128, grid: usize, totals: v128, scale: v128, bias: v128): void {
  const pairs = i32x4.add(v128.shuffle<i32>(a, b, 0, 4, 2, 6), v128.shuffle<i32>(a, b, 1, 5, 3, 7))
  const sums = i32x4.add(pairs, v128.shuffle<i32>(pairs, pairs, 2, 3, 0, 1))
  const exact = i32x4.sub(sums, i32x4.mul(totals, v128.load32_splat(grid, F)))
  const scaled = f32x4.mul(f32x4.convert_i32x4_s(exact), f32x4.mul(v128.load32_splat(grid), scale))
  v128.store64_lane(to, f32x4.add(scaled, bias), 0)
}

/** As many weights as there are codes in 16 bytes. */
function loadWeights(at: usize): v128 {
  return RELAXED ? v128.load(at) : v128.load8x8_s(at)
}

/**
 * Adds the products of weights and codes to four sums. T is where relaxed SIMD does it best on this machine: i32, in one
 * instruction (VNNI of x86, dot product of ARM), or i16, by way of sums of pairs.
 */
function addProducts<T>(sums: v128, codes: v128, weights: v128): v128 {
  if (!RELAXED) return i32x4.add(sums, i32x4.dot_i16x8_s(codes, weights))
  if (sizeof<T>() == 4) return i32x4.relaxed_dot_i8x16_i7x16_add_s(weights, codes, sums)
  const pairs = i16x8.relaxed_dot_i8x16_i7x16_s(weights, codes)
  return i32x4.add(sums, i32x4.dot_i16x8_s(pairs, i16x8.splat(1)))
}

/**
 * Whether four products and their sum are one instruction's. A code that is too large shows it: 255, or -1 where codes are signed;
 * by way of 16 bits the sum would be cut off.
 */
function sumsAtOnce(): bool {
  const sums = i32x4.relaxed_dot_i8x16_i7x16_add_s(i8x16.splat(127), i8x16.splat(-1), i32x4.splat(0))
  const found = i32x4.extract_lane(sums, 0)
  return found == 4 * 127 * 255 || found == 4 * 127 * -1
}

/**
 * y (rows, outputs) = x (rows, inputs) · W (outputs, inputs)ᵀ + bias, where W is `weights` times the `scale` of its row, and
 * `totals` the sum of each row of `weights`. `codes` and `grids` are scratch: (rows, inputs) codes, (rows, 2) numbers.
 */
export function linear(
  x: usize,
  rows: usize,
  inputs: usize,
  outputs: usize,
  weights: usize,
  totals: usize,
  scale: usize,
  bias: usize,
  codes: usize,
  grids: usize,
  y: usize
): void {
  quantize(x, rows, inputs, codes, grids)
  if (RELAXED && sumsAtOnce())
    multiply<i32>(codes, grids, rows, inputs, outputs, weights, totals, scale, bias, y)
  else multiply<i16>(codes, grids, rows, inputs, outputs, weights, totals, scale, bias, y)
}

/** What `linear` does with the codes: tiles of 4 × 2 sums stay in registers. */
function multiply<T>(
  codes: usize,
  grids: usize,
  rows: usize,
  inputs: usize,
  outputs: usize,
  weights: usize,
  totals: usize,
  scale: usize,
  bias: usize,
  y: usize
): void {
  const bytes = C * inputs
  for (let o: usize = 0; o < outputs; o += 2, weights += 2 * inputs) {
    const w1 = weights + inputs
    const total = v128.load64_zero(totals + o * F)
    const scales = v128.load64_zero(scale + o * F)
    const biases = v128.load64_zero(bias + o * F)
    let x0 = codes
    let to = y + o * F
    for (let r: usize = 0; r < rows; r += 4) {
      const x1 = x0 + bytes
      const x2 = x1 + bytes
      const x3 = x2 + bytes
      let s00 = i32x4.splat(0)
      let s01 = s00
      let s10 = s00
      let s11 = s00
      let s20 = s00
      let s21 = s00
      let s30 = s00
      let s31 = s00
      for (let k: usize = 0; k < inputs; k += CODES) {
        const b0 = loadWeights(weights + k)
        const b1 = loadWeights(w1 + k)
        let a = v128.load(x0 + C * k)
        s00 = addProducts<T>(s00, a, b0)
        s01 = addProducts<T>(s01, a, b1)
        a = v128.load(x1 + C * k)
        s10 = addProducts<T>(s10, a, b0)
        s11 = addProducts<T>(s11, a, b1)
        a = v128.load(x2 + C * k)
        s20 = addProducts<T>(s20, a, b0)
        s21 = addProducts<T>(s21, a, b1)
        a = v128.load(x3 + C * k)
        s30 = addProducts<T>(s30, a, b0)
        s31 = addProducts<T>(s31, a, b1)
      }
      const grid = grids + 2 * r * F
      storePair(to, s00, s01, grid, total, scales, biases)
      storePair((to += outputs * F), s10, s11, grid + 2 * F, total, scales, biases)
      storePair((to += outputs * F), s20, s21, grid + 4 * F, total, scales, biases)
      storePair((to += outputs * F), s30, s31, grid + 6 * F, total, scales, biases)
      to += outputs * F
      x0 = x3 + bytes
    }
  }
}
