/** The functions that tell how far from normal a projection is, by their first and second derivatives. */
import { matmul, matmulNT } from '$lib/numeric/linalg'
import { matrix, row, type Matrix } from '$lib/numeric/matrix'

export type ContrastName = 'logcosh' | 'exp' | 'cube'

/** Values are changed in place into the first derivative; returned is the mean of the second in each row. */
export type Contrast = (projections: Matrix) => Float64Array

/** First and second derivative at x. */
type Derivatives = (x: number, alpha: number) => readonly [number, number]

const derivatives: Readonly<Record<ContrastName, Derivatives>> = {
  logcosh(x, alpha) {
    const t = Math.tanh(alpha * x)
    return [t, alpha * (1 - t * t)]
  },
  exp(x) {
    const e = Math.exp((-x * x) / 2)
    return [x * e, (1 - x * x) * e]
  },
  cube: (x) => [x ** 3, 3 * x * x]
}

export function contrast(name: ContrastName, alpha: number): Contrast {
  const at = derivatives[name]
  return (projections) => {
    const [k, n] = projections.shape
    return Float64Array.from({ length: k }, (_, c) => {
      const values = row(projections, c)
      let total = 0
      for (let i = 0; i < n; i++) {
        const [first, second] = at(values[i], alpha)
        values[i] = first
        total += second
      }
      return total / n
    })
  }
}

/**
 * The rows of W after one step of Newton's method towards projections of the whitened data Z (components × rows) that are
 * as far from normal as can be (Hyvärinen & Oja, Neural Networks 13, 2000).
 */
export function newtonStep(W: Matrix, Z: Matrix, change: Contrast): Matrix {
  const projections = matmul(W, Z)
  const second = change(projections)
  const products = matmulNT(projections, Z)
  const cols = W.shape[1]
  return matrix(
    ...W.shape,
    products.data.map((value, i) => value / Z.shape[1] - second[Math.floor(i / cols)] * W.data[i])
  )
}
