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

/**
 * C += A · B for 4 × depth values of A, whose rows are aRow bytes apart and whose columns aStep, a panel of B, and a 4 × 4
 * tile of C, whose rows are cRow bytes apart.
 */
function tile(depth: usize, a: usize, aRow: usize, aStep: usize, b: usize, c: usize, cRow: usize): void {
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
    s00 = f64x2.add(s00, f64x2.mul(value, b0))
    s01 = f64x2.add(s01, f64x2.mul(value, b1))
    value = v128.load64_splat(a1)
    s10 = f64x2.add(s10, f64x2.mul(value, b0))
    s11 = f64x2.add(s11, f64x2.mul(value, b1))
    value = v128.load64_splat(a2)
    s20 = f64x2.add(s20, f64x2.mul(value, b0))
    s21 = f64x2.add(s21, f64x2.mul(value, b1))
    value = v128.load64_splat(a3)
    s30 = f64x2.add(s30, f64x2.mul(value, b0))
    s31 = f64x2.add(s31, f64x2.mul(value, b1))
    a += aStep
    a1 += aStep
    a2 += aStep
    a3 += aStep
    b += 4 * F
  }
  addRow(c, s00, s01)
  addRow(c + cRow, s10, s11)
  addRow(c + 2 * cRow, s20, s21)
  addRow(c + 3 * cRow, s30, s31)
}

function addRow(c: usize, s0: v128, s1: v128): void {
  v128.store(c, f64x2.add(v128.load(c), s0))
  v128.store(c, f64x2.add(v128.load(c, 16), s1), 16)
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
        tile(count, left + i * aRow, aRow, aStep, right + p * panel, c + i * cRow + p * 4 * F, cRow)
  }
}

/** The tiles on and above the diagonal of C += Aᵀ · B, both as panels of columns: with A = B a Gram matrix. */
export function multiplyUpper(a: usize, b: usize, rows: usize, panels: usize, c: usize): void {
  const cRow = panels * 4 * F
  const panel = rows * 4 * F
  for (let p: usize = 0; p < panels; p++)
    for (let q: usize = p; q < panels; q++)
      tile(rows, a + p * panel, F, 4 * F, b + q * panel, c + 4 * (p * cRow + q * F), cRow)
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
  const outRow = panels * 4 * F
  const panel = cols * 4 * F
  for (let first: usize = 0; first < panels; first += PANELS)
    for (let i: usize = 0; i < rows; i += 4)
      for (let p: usize = first; p < min(first + PANELS, panels); p++)
        squaresTile(cols, x + i * cols * F, y + p * panel, out + i * outRow + p * 4 * F, outRow)
}

function squaresTile(cols: usize, x: usize, y: usize, out: usize, outRow: usize): void {
  const step = cols * F
  let x1 = x + step
  let x2 = x1 + step
  let x3 = x2 + step
  let s00 = f64x2.splat(0)
  let s01 = s00
  let s10 = s00
  let s11 = s00
  let s20 = s00
  let s21 = s00
  let s30 = s00
  let s31 = s00
  for (let k: usize = 0; k < cols; k++) {
    const y0 = v128.load(y)
    const y1 = v128.load(y, 16)
    let value = v128.load64_splat(x)
    s00 = addSquare(s00, value, y0)
    s01 = addSquare(s01, value, y1)
    value = v128.load64_splat(x1)
    s10 = addSquare(s10, value, y0)
    s11 = addSquare(s11, value, y1)
    value = v128.load64_splat(x2)
    s20 = addSquare(s20, value, y0)
    s21 = addSquare(s21, value, y1)
    value = v128.load64_splat(x3)
    s30 = addSquare(s30, value, y0)
    s31 = addSquare(s31, value, y1)
    x += F
    x1 += F
    x2 += F
    x3 += F
    y += 4 * F
  }
  storeRow(out, s00, s01)
  storeRow(out + outRow, s10, s11)
  storeRow(out + 2 * outRow, s20, s21)
  storeRow(out + 3 * outRow, s30, s31)
}

function addSquare(sum: v128, a: v128, b: v128): v128 {
  const difference = f64x2.sub(a, b)
  return f64x2.add(sum, f64x2.mul(difference, difference))
}

function storeRow(out: usize, s0: v128, s1: v128): void {
  v128.store(out, s0)
  v128.store(out, s1, 16)
}
