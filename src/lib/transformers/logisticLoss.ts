import type { Objective } from '$lib/numeric/optimize/lbfgsb'
import { softmax } from './functions'

export interface Problem {
  /** (count, width), a multiple of four rows: what is beyond `count` is 0. */
  readonly inputs: Float32Array
  readonly count: number
  readonly width: number
  /** For each row the number of its label. */
  readonly targets: ArrayLike<number>
  /** (width): how much each input's weights cost, penalty/2 · weight². */
  readonly penalties: Float64Array
}

/** The loss of a multinomial logistic regression with `k` labels, divided by the rows, and its gradient; weights are (k, width). */
export function logisticLoss({ inputs, count, width, targets, penalties }: Problem, k: number): Objective {
  const gradient = new Float64Array(k * width)
  const errors = Array.from({ length: 4 }, () => new Float64Array(k))
  return (w) => {
    let loss = 0
    for (let i = 0; i < w.length; i++) {
      gradient[i] = penalties[i % width] * w[i]
      loss += (gradient[i] * w[i]) / 2
    }
    for (let row = 0; row < count; row += 4) {
      multiply(inputs, row * width, width, w, errors)
      errors.forEach((p, r) => {
        if (row + r >= count) return p.fill(0)
        const target = targets[row + r]
        softmax(p)
        loss -= Math.log(Math.max(p[target], 1e-300))
        p[target] -= 1
      })
      addProducts(inputs, row * width, width, errors, gradient)
    }
    return { f: loss / count, g: gradient.map((g) => g / count) }
  }
}

type Four = readonly Float64Array[]

/** Four rows from `at` on, times the weights of each label. */
function multiply(inputs: Float32Array, at: number, width: number, w: Float64Array, [a, b, c, d]: Four) {
  const [second, third, fourth] = [width, 2 * width, 3 * width]
  for (let label = 0, i = 0; label < a.length; label++) {
    let [p, q, r, s] = [0, 0, 0, 0]
    for (let x = at; x < at + width; x++, i++) {
      const weight = w[i]
      p += weight * inputs[x]
      q += weight * inputs[x + second]
      r += weight * inputs[x + third]
      s += weight * inputs[x + fourth]
    }
    a[label] = p
    b[label] = q
    c[label] = r
    d[label] = s
  }
}

/** Adds to each label's gradient the four rows, times how far off that label is in each. */
function addProducts(inputs: Float32Array, at: number, width: number, [a, b, c, d]: Four, g: Float64Array) {
  const [second, third, fourth] = [width, 2 * width, 3 * width]
  for (let label = 0, i = 0; label < a.length; label++) {
    const [p, q, r, s] = [a[label], b[label], c[label], d[label]]
    for (let x = at; x < at + width; x++, i++)
      g[i] += p * inputs[x] + q * inputs[x + second] + r * inputs[x + third] + s * inputs[x + fourth]
  }
}
