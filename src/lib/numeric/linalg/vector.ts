/** Work on float64 vectors. Four running sums: the CPU adds them side by side, and rounding grows more slowly. */
export function dot(a: Float64Array, b: Float64Array): number {
  const n = a.length
  const even = n - (n % 4)
  let s0 = 0
  let s1 = 0
  let s2 = 0
  let s3 = 0
  for (let i = 0; i < even; i += 4) {
    s0 += a[i] * b[i]
    s1 += a[i + 1] * b[i + 1]
    s2 += a[i + 2] * b[i + 2]
    s3 += a[i + 3] * b[i + 3]
  }
  for (let i = even; i < n; i++) s0 += a[i] * b[i]
  return s0 + s1 + (s2 + s3)
}

/** y += alpha · x, in place. */
export function axpy(alpha: number, x: Float64Array, y: Float64Array): void {
  for (let i = 0; i < x.length; i++) y[i] += alpha * x[i]
}

/** x *= alpha, in place. */
export function scale(alpha: number, x: Float64Array): void {
  for (let i = 0; i < x.length; i++) x[i] *= alpha
}

/** The Euclidean norm; scaled only where the plain sum of squares would overflow or underflow. */
export function norm(x: Float64Array): number {
  const squares = dot(x, x)
  if (squares > 1e-280 && squares < 1e280) return Math.sqrt(squares)
  let largest = 0
  for (const value of x) largest = Math.max(largest, Math.abs(value))
  if (largest === 0 || !Number.isFinite(largest)) return largest
  let sum = 0
  for (const value of x) sum += (value / largest) ** 2
  return largest * Math.sqrt(sum)
}

/** The largest absolute value; 0 for an empty vector. */
export function maxAbs(x: Float64Array): number {
  let largest = 0
  for (let i = 0; i < x.length; i++) largest = Math.max(largest, Math.abs(x[i]))
  return largest
}

/** Plane rotation of two vectors, in place: (x, y) ← (c·x + s·y, c·y − s·x). */
export function rotate(x: Float64Array, y: Float64Array, c: number, s: number): void {
  if (s === 0 && c === 1) return
  for (let i = 0; i < x.length; i++) {
    const xi = x[i]
    const yi = y[i]
    x[i] = c * xi + s * yi
    y[i] = c * yi - s * xi
  }
}

/** c[ci…] += a0·b[b0…] + a1·b[b0+step…] + a2·… + a3·…, over `count` values. Numbers, not arrays: nothing to allocate. */
export function add4(
  c: Float64Array,
  ci: number,
  b: Float64Array,
  b0: number,
  step: number,
  count: number,
  a0: number,
  a1: number,
  a2: number,
  a3: number
): void {
  const b1 = b0 + step
  const b2 = b1 + step
  const b3 = b2 + step
  for (let j = 0; j < count; j++)
    c[ci + j] += a0 * b[b0 + j] + a1 * b[b1 + j] + (a2 * b[b2 + j] + a3 * b[b3 + j])
}

/** c[ci…] += value · b[bi…], over `count` values. */
export function add1(
  c: Float64Array,
  ci: number,
  b: Float64Array,
  bi: number,
  count: number,
  value: number
): void {
  for (let j = 0; j < count; j++) c[ci + j] += value * b[bi + j]
}
