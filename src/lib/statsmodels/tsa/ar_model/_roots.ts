/**
 * The roots of a polynomial as eigenvalues of its companion matrix, by the QR algorithm with Francis' double shift
 * (Martin, Peters & Wilkinson, Numer. Math. 14, 1970, 219–231) after balancing (Parlett & Reinsch, Numer. Math. 13, 1969,
 * 293–304). Each root stands where it deflated; shifts are LAPACK's (dlahqr), so that the order is numpy.roots'.
 */
export interface Complex {
  readonly re: number
  readonly im: number
}

const MAX_ITERATIONS = 100

/** The two eigenvalues of [[a, b], [c, d]]; of a complex pair the one with positive imaginary part is first. */
function pair(a: number, b: number, c: number, d: number): [Complex, Complex] {
  const p = (a - d) / 2
  const q = p * p + b * c
  const z = Math.sqrt(Math.abs(q))
  if (q < 0)
    return [
      { re: d + p, im: z },
      { re: d + p, im: -z }
    ]
  const w = p + (p < 0 ? -z : z)
  return [
    { re: d + w, im: 0 },
    { re: w === 0 ? d : d - (b * c) / w, im: 0 }
  ]
}

/** One sweep of the double shift over rows low … high of the Hessenberg matrix. */
function sweep(H: Float64Array[], low: number, high: number, sum: number, product: number): void {
  const start = { x: 0, y: 0, z: 0 }
  let m = high - 2
  for (; m >= low; m--) {
    const h = H[m][m]
    start.x = (h * (h - sum) + product) / H[m + 1][m] + H[m][m + 1]
    start.y = h + H[m + 1][m + 1] - sum
    start.z = H[m + 2][m + 1]
    const size = Math.abs(start.x) + Math.abs(start.y) + Math.abs(start.z)
    start.x /= size
    start.y /= size
    start.z /= size
    if (m === low) break
    const small = Math.abs(H[m][m - 1]) * (Math.abs(start.y) + Math.abs(start.z))
    const large = Math.abs(start.x) * (Math.abs(H[m - 1][m - 1]) + Math.abs(h) + Math.abs(H[m + 1][m + 1]))
    if (small <= Number.EPSILON * large) break
  }
  for (let k = m; k < high; k++) {
    let { x, y, z } = start
    if (k > m) [x, y, z] = [H[k][k - 1], H[k + 1][k - 1], k + 2 <= high ? H[k + 2][k - 1] : 0]
    else if (k + 2 > high) z = 0
    const norm = Math.sqrt(x * x + y * y + z * z)
    if (norm === 0) continue
    const alpha = x > 0 ? -norm : norm
    const v = [x - alpha, y, z]
    const beta = 2 / (v[0] * v[0] + y * y + z * z)
    const rows = k + 2 <= high ? 3 : 2
    for (let j = Math.max(low, k - 1); j <= high; j++) {
      let dot = 0
      for (let i = 0; i < rows; i++) dot += v[i] * H[k + i][j]
      for (let i = 0; i < rows; i++) H[k + i][j] -= beta * dot * v[i]
    }
    for (let i = low; i <= Math.min(high, k + 3); i++) {
      let dot = 0
      for (let j = 0; j < rows; j++) dot += v[j] * H[i][k + j]
      for (let j = 0; j < rows; j++) H[i][k + j] -= beta * dot * v[j]
    }
    if (k > m) for (let i = 1; i < rows; i++) H[k + i][k - 1] = 0
  }
}

/** The sum and the product of the two shifts: the eigenvalues of the last 2 × 2 block, or twice the nearer real one. */
function shifts(H: Float64Array[], high: number): [sum: number, product: number] {
  const [a, b, c, d] = [H[high - 1][high - 1], H[high - 1][high], H[high][high - 1], H[high][high]]
  const middle = (a + d) / 2
  const discriminant = ((a - d) / 2) ** 2 + b * c
  if (discriminant < 0) return [a + d, a * d - b * c]
  const root = Math.sqrt(discriminant)
  const nearer = Math.abs(middle + root - d) <= Math.abs(middle - root - d) ? middle + root : middle - root
  return [2 * nearer, nearer * nearer]
}

/** Scales rows and columns by powers of two until their norms are alike. */
function balance(H: Float64Array[]): void {
  for (let changed = true; changed;) {
    changed = false
    for (let i = 0; i < H.length; i++) {
      const column = Math.hypot(...H.map((row) => row[i]))
      const line = Math.hypot(...H[i])
      if (column === 0 || line === 0) continue
      let f = 1
      while (column * f < line / f / 2) f *= 2
      while ((column * f) / 2 >= line / f) f /= 2
      if (column * f + line / f >= 0.95 * (column + line)) continue
      changed = true
      for (let j = 0; j < H.length; j++) H[i][j] /= f
      for (const row of H) row[i] *= f
    }
  }
}

/** The roots of c₀ zⁿ + c₁ zⁿ⁻¹ + … + cₙ; zeros at either end of the coefficients are taken off as numpy does. */
export function roots(coefficients: ArrayLike<number>): Complex[] {
  const given = Array.from(coefficients)
  const first = given.findIndex((c) => c !== 0)
  const last = given.findLastIndex((c) => c !== 0)
  if (first < 0) return []
  const c = given.slice(first, last + 1)
  const zeros = Array.from({ length: given.length - 1 - last }, () => ({ re: 0, im: 0 }))
  const n = c.length - 1
  const H = Array.from({ length: n }, (_, i) =>
    Float64Array.from({ length: n }, (_, j) => (i === 0 ? -c[j + 1] / c[0] : i === j + 1 ? 1 : 0))
  )
  balance(H)
  const found = new Array<Complex>(n)
  let high = n - 1
  let iterations = 0
  while (high >= 0) {
    let low = high
    for (; low > 0; low--) {
      const size = Math.abs(H[low - 1][low - 1]) + Math.abs(H[low][low])
      if (Math.abs(H[low][low - 1]) <= Number.EPSILON * (size || 1)) break
    }
    if (low === high) {
      found[high] = { re: H[high][high], im: 0 }
      high -= 1
      iterations = 0
    } else if (low === high - 1) {
      ;[found[low], found[high]] = pair(H[low][low], H[low][high], H[high][low], H[high][high])
      high -= 2
      iterations = 0
    } else if (++iterations > MAX_ITERATIONS) {
      found.fill({ re: NaN, im: NaN }, 0, high + 1)
      break
    } else {
      // Wilkinson's exceptional shift when the ordinary one goes in circles.
      const odd = Math.abs(H[high][high - 1]) + Math.abs(H[high - 1][high - 2])
      sweep(H, low, high, ...(iterations % 10 === 0 ? ([1.5 * odd, odd * odd] as const) : shifts(H, high)))
    }
  }
  return [...found, ...zeros]
}
