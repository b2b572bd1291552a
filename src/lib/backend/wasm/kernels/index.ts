/**
 * Dense float64 kernels for WebAssembly SIMD, in AssemblyScript. Every product of matrices comes down to one tile: 4 × 4
 * values of the result kept in eight registers while the common dimension is gone through. Matrices are row-major; a
 * "panel" is four rows or columns side by side, so that a tile reads its factor along memory. Buffers are rounded up to
 * whole tiles by the caller (Heap.ts); what stands beyond a matrix reaches only values beyond the result.
 */

/** Bytes of a float64. */
const F: usize = 8
/** The common dimension that is worked on at once: four rows of it and a panel stay in the nearest cache. */
const DEPTH: usize = 256
/** Panels worked on at once by distances: with up to 64 columns they stay in the second cache. */
const PANELS: usize = 64

/** Zeros. */
export function clear(at: usize, bytes: usize): void {
  memory.fill(at, 0, bytes)
}

/** The columns of a rows × cols matrix as panels of four, the last filled with zeros. */
export function packColumns(from: usize, rows: usize, cols: usize, to: usize): void {
  for (let j: usize = 0; j < cols; j += 4) {
    const count = min(4, cols - j)
    for (let i: usize = 0; i < rows; i++, to += 4 * F) {
      const source = from + (i * cols + j) * F
      if (count == 4) {
        v128.store(to, v128.load(source))
        v128.store(to, v128.load(source, 16), 16)
      } else
        for (let c: usize = 0; c < 4; c++) store<f64>(to + c * F, c < count ? load<f64>(source + c * F) : 0)
    }
  }
}

/** The rows of a rows × cols matrix as panels of four, the last filled with zeros. */
export function packRows(from: usize, rows: usize, cols: usize, to: usize): void {
  for (let i: usize = 0; i < rows; i += 4)
    for (let k: usize = 0; k < cols; k++, to += 4 * F)
      for (let r: usize = 0; r < 4; r++)
        store<f64>(to + r * F, i + r < rows ? load<f64>(from + ((i + r) * cols + k) * F) : 0)
}

/** Multiplies the rows of panels made by packColumns by weights, one a row. */
export function weigh(from: usize, rows: usize, panels: usize, weights: usize, to: usize): void {
  for (let p: usize = 0; p < panels; p++)
    for (let i: usize = 0; i < rows; i++, from += 4 * F, to += 4 * F) {
      const weight = v128.load64_splat(weights + i * F)
      v128.store(to, f64x2.mul(weight, v128.load(from)))
      v128.store(to, f64x2.mul(weight, v128.load(from, 16)), 16)
    }
}

/** What a tile adds up: products, onto what is there, or squares of differences, in its place. The compiler makes one of each. */
class Products {}
class Squares {}

function addTerm<Kind>(sum: v128, a: v128, b: v128): v128 {
  if (idof<Kind>() == idof<Products>()) return f64x2.add(sum, f64x2.mul(a, b))
  const difference = f64x2.sub(a, b)
  return f64x2.add(sum, f64x2.mul(difference, difference))
}

function storeRow<Kind>(c: usize, s0: v128, s1: v128): void {
  if (idof<Kind>() == idof<Products>()) {
    s0 = f64x2.add(v128.load(c), s0)
    s1 = f64x2.add(v128.load(c, 16), s1)
  }
  v128.store(c, s0)
  v128.store(c, s1, 16)
}

/**
 * C += A · B for 4 × depth values of A, whose rows are aRow bytes apart and whose columns aStep, a panel of B, and a 4 × 4
 * tile of C, whose rows are cRow bytes apart.
 */
function tile<Kind>(
  depth: usize,
  a: usize,
  aRow: usize,
  aStep: usize,
  b: usize,
  c: usize,
  cRow: usize
): void {
  let a1 = a + aRow
  let a2 = a1 + aRow
  let a3 = a2 + aRow
  let s00 = f64x2.splat(0)
  let s01 = s00
  let s10 = s00
  let s11 = s00
  let s20 = s00
  let s21 = s00
  let s30 = s00
  let s31 = s00
  for (let k: usize = 0; k < depth; k++) {
    const b0 = v128.load(b)
    const b1 = v128.load(b, 16)
    let value = v128.load64_splat(a)
    s00 = addTerm<Kind>(s00, value, b0)
    s01 = addTerm<Kind>(s01, value, b1)
    value = v128.load64_splat(a1)
    s10 = addTerm<Kind>(s10, value, b0)
    s11 = addTerm<Kind>(s11, value, b1)
    value = v128.load64_splat(a2)
    s20 = addTerm<Kind>(s20, value, b0)
    s21 = addTerm<Kind>(s21, value, b1)
    value = v128.load64_splat(a3)
    s30 = addTerm<Kind>(s30, value, b0)
    s31 = addTerm<Kind>(s31, value, b1)
    a += aStep
    a1 += aStep
    a2 += aStep
    a3 += aStep
    b += 4 * F
  }
  storeRow<Kind>(c, s00, s01)
  storeRow<Kind>(c + cRow, s10, s11)
  storeRow<Kind>(c + 2 * cRow, s20, s21)
  storeRow<Kind>(c + 3 * cRow, s30, s31)
}

/**
 * C += A · B for A of rows × depth values, aRow and aStep bytes apart, B as panels, and C with rows of 4 · panels values.
 * A · B and Aᵀ · B differ in aRow and aStep; A · Bᵀ takes panels of B's rows.
 */
export function multiply(
  a: usize,
  aRow: usize,
  aStep: usize,
  rows: usize,
  depth: usize,
  b: usize,
  panels: usize,
  c: usize
): void {
  const cRow = panels * 4 * F
  const panel = depth * 4 * F
  for (let k: usize = 0; k < depth; k += DEPTH) {
    const count = min(DEPTH, depth - k)
    const left = a + k * aStep
    const right = b + k * 4 * F
    for (let i: usize = 0; i < rows; i += 4)
      for (let p: usize = 0; p < panels; p++)
        tile<Products>(count, left + i * aRow, aRow, aStep, right + p * panel, c + i * cRow + p * 4 * F, cRow)
  }
}

/** The tiles on and above the diagonal of C += Aᵀ · B, both as panels of columns: with A = B a Gram matrix. */
export function multiplyUpper(a: usize, b: usize, rows: usize, panels: usize, c: usize): void {
  const cRow = panels * 4 * F
  const panel = rows * 4 * F
  for (let p: usize = 0; p < panels; p++)
    for (let q: usize = p; q < panels; q++)
      tile<Products>(rows, a + p * panel, F, 4 * F, b + q * panel, c + 4 * (p * cRow + q * F), cRow)
}

/** out = X · w: four rows at once, each in two lanes of odd and even columns. */
export function multiplyVector(x: usize, rows: usize, cols: usize, w: usize, out: usize): void {
  const step = cols * F
  const even = cols & ~1
  for (let i: usize = 0; i < rows; i += 4) {
    let at = x + i * step
    let at1 = at + step
    let at2 = at1 + step
    let at3 = at2 + step
    let s0 = f64x2.splat(0)
    let s1 = s0
    let s2 = s0
    let s3 = s0
    for (let j: usize = 0; j < even; j += 2) {
      const factor = v128.load(w + j * F)
      s0 = f64x2.add(s0, f64x2.mul(factor, v128.load(at)))
      s1 = f64x2.add(s1, f64x2.mul(factor, v128.load(at1)))
      s2 = f64x2.add(s2, f64x2.mul(factor, v128.load(at2)))
      s3 = f64x2.add(s3, f64x2.mul(factor, v128.load(at3)))
      at += 2 * F
      at1 += 2 * F
      at2 += 2 * F
      at3 += 2 * F
    }
    if (even < cols) {
      const factor = v128.load64_zero(w + even * F)
      s0 = f64x2.add(s0, f64x2.mul(factor, v128.load64_zero(at)))
      s1 = f64x2.add(s1, f64x2.mul(factor, v128.load64_zero(at1)))
      s2 = f64x2.add(s2, f64x2.mul(factor, v128.load64_zero(at2)))
      s3 = f64x2.add(s3, f64x2.mul(factor, v128.load64_zero(at3)))
    }
    v128.store(out, pairSums(s0, s1))
    v128.store(out, pairSums(s2, s3), 16)
    out += 4 * F
  }
}

/** The sums of the lanes of each. */
function pairSums(s: v128, t: v128): v128 {
  return f64x2.add(v128.shuffle<f64>(s, t, 0, 2), v128.shuffle<f64>(s, t, 1, 3))
}

/** out += Xᵀ · r: four rows at once, then those that are left. */
export function multiplyTurned(x: usize, rows: usize, cols: usize, r: usize, out: usize): void {
  const step = cols * F
  let i: usize = 0
  for (; i + 4 <= rows; i += 4, r += 4 * F) {
    const r0 = v128.load64_splat(r)
    const r1 = v128.load64_splat(r, F)
    const r2 = v128.load64_splat(r, 2 * F)
    const r3 = v128.load64_splat(r, 3 * F)
    let x0 = x + i * step
    let x1 = x0 + step
    let x2 = x1 + step
    let x3 = x2 + step
    for (let to = out; to < out + step; to += 2 * F) {
      const near = f64x2.add(f64x2.mul(r0, v128.load(x0)), f64x2.mul(r1, v128.load(x1)))
      const far = f64x2.add(f64x2.mul(r2, v128.load(x2)), f64x2.mul(r3, v128.load(x3)))
      v128.store(to, f64x2.add(v128.load(to), f64x2.add(near, far)))
      x0 += 2 * F
      x1 += 2 * F
      x2 += 2 * F
      x3 += 2 * F
    }
  }
  for (; i < rows; i++, r += F) {
    const factor = v128.load64_splat(r)
    for (let at: usize = 0; at < step; at += 2 * F)
      v128.store(out + at, f64x2.add(v128.load(out + at), f64x2.mul(factor, v128.load(x + i * step + at))))
  }
}

/**
 * The squared distances of rows of X to the rows of Y, given as panels: out with rows of 4 · panels values. Each is summed
 * in the order of the columns, as the typed arrays do, so that the two give the same values and the same ties.
 */
export function squaredDistances(
  x: usize,
  rows: usize,
  cols: usize,
  y: usize,
  panels: usize,
  out: usize
): void {
  const step = cols * F
  const outRow = panels * 4 * F
  const panel = cols * 4 * F
  for (let first: usize = 0; first < panels; first += PANELS)
    for (let i: usize = 0; i < rows; i += 4)
      for (let p: usize = first; p < min(first + PANELS, panels); p++)
        tile<Squares>(cols, x + i * step, step, F, y + p * panel, out + i * outRow + p * 4 * F, outRow)
}
