/** Tails and quantiles of the distributions that summaries and intervals need. */

/** Γ's logarithm: Lanczos' approximation (g = 7, nine terms), good to about 1e-15. */
function logGamma(x: number): number {
  const c = [
    0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
    12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7
  ]
  const y = x - 1
  const t = y + 7.5
  const sum = c.slice(1).reduce((total, value, i) => total + value / (y + i + 1), c[0])
  return 0.5 * Math.log(2 * Math.PI) + (y + 0.5) * Math.log(t) - t + Math.log(sum)
}

/** A continued fraction by Lentz' method: b₀ + a₁/(b₁ + a₂/(b₂ + …)). */
function continuedFraction(b0: number, a: (i: number) => number, b: (i: number) => number): number {
  const tiny = 1e-300
  let f = b0 || tiny
  let C = f
  let D = 0
  for (let i = 1; i < 500; i++) {
    D = 1 / (b(i) + a(i) * D || tiny)
    C = b(i) + a(i) / C || tiny
    f *= C * D
    if (Math.abs(C * D - 1) < 1e-16) break
  }
  return f
}

/** The regularised lower incomplete gamma function P(s, x). */
function gammaP(s: number, x: number): number {
  if (!(x > 0)) return x === 0 ? 0 : NaN
  if (x > s + 1) return 1 - gammaQ(s, x)
  let term = 1 / s
  let sum = term
  for (let i = 1; i < 1000 && Math.abs(term) > sum * 1e-17; i++) {
    term *= x / (s + i)
    sum += term
  }
  return sum * Math.exp(s * Math.log(x) - x - logGamma(s))
}

/** 1 − P(s, x), exact where it is small. */
function gammaQ(s: number, x: number): number {
  if (!(x > 0)) return x === 0 ? 1 : NaN
  if (x <= s + 1) return 1 - gammaP(s, x)
  const fraction = continuedFraction(
    x + 1 - s,
    (i) => -i * (i - s),
    (i) => x + 2 * i + 1 - s
  )
  return Math.exp(s * Math.log(x) - x - logGamma(s)) / fraction
}

/** The regularised incomplete beta function I_x(a, b) (Numerical Recipes, 6.4). */
function betaI(a: number, b: number, x: number): number {
  if (!(x >= 0 && x <= 1)) return NaN
  if (x === 0 || x === 1) return x
  if (x > (a + 1) / (a + b + 2)) return 1 - betaI(b, a, 1 - x)
  const numerator = (i: number): number => {
    const m = Math.floor(i / 2)
    return i % 2 === 0
      ? (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
      : (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
  }
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(1 - x))
  return front / a / continuedFraction(1, numerator, () => 1)
}

/** P(χ²_k > x) */
export const chi2Sf = (x: number, k: number): number => gammaQ(k / 2, x / 2)

/** P(F_{a,b} > x) */
export const fSf = (x: number, a: number, b: number): number => betaI(b / 2, a / 2, b / (b + a * x))

/** P(F_{a,b} ≤ x) */
export const fCdf = (x: number, a: number, b: number): number => betaI(a / 2, b / 2, (a * x) / (b + a * x))

/** P(N(0, 1) > z) */
export const normSf = (z: number): number => (z < 0 ? 1 - normSf(-z) : 0.5 * gammaQ(0.5, (z * z) / 2))

/** The z with P(N(0, 1) ≤ z) = p: Newton's method, from a start by Abramowitz & Stegun 26.2.23. */
export function normPpf(p: number): number {
  if (!(p > 0 && p < 1)) return p === 0 ? -Infinity : p === 1 ? Infinity : NaN
  if (p < 0.5) return -normPpf(1 - p)
  const q = 1 - p
  const t = Math.sqrt(-2 * Math.log(q))
  let z =
    t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)))
  for (let i = 0; i < 4; i++) z += (normSf(z) - q) / (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI))
  return z
}
