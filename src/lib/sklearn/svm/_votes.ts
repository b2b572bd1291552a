/** What the values of every two classes (0–1, 0–2, … 1–2, …; above 0 for the first) say of all classes. */
import { matrix, row, type Matrix } from '$lib/numeric/matrix'

/** Votes of each class, and by how much it won: the latter squeezed below a third, so that it only breaks ties. */
export function ovrValues(pairs: Matrix, k: number): Matrix {
  const out = matrix(pairs.shape[0], k)
  const margins = new Float64Array(k)
  for (let r = 0; r < pairs.shape[0]; r++) {
    const values = row(pairs, r)
    const votes = row(out, r)
    margins.fill(0)
    for (let i = 0, pair = 0; i < k; i++)
      for (let j = i + 1; j < k; j++, pair++) {
        votes[values[pair] < 0 ? j : i]++
        margins[i] += values[pair]
        margins[j] -= values[pair]
      }
    for (let c = 0; c < k; c++) votes[c] += margins[c] / (3 * (Math.abs(margins[c]) + 1))
  }
  return out
}

/** The class of each row: that with most votes, the first of equals; with `byMargin` that with the greatest value. */
export function winners(pairs: Matrix, k: number, byMargin: boolean): Int32Array {
  const scores = byMargin ? ovrValues(pairs, k) : votes(pairs, k)
  return Int32Array.from({ length: pairs.shape[0] }, (_, r) => {
    const values = row(scores, r)
    return values.reduce((best, value, c) => (value > values[best] ? c : best), 0)
  })
}

function votes(pairs: Matrix, k: number): Matrix {
  const out = matrix(pairs.shape[0], k)
  for (let r = 0; r < pairs.shape[0]; r++)
    for (let i = 0, pair = 0; i < k; i++)
      for (let j = i + 1; j < k; j++, pair++) out.data[r * k + (row(pairs, r)[pair] > 0 ? i : j)]++
  return out
}

/** The weights of the features in a linear kernel's machines: pairs × features. */
export function oneVsOneWeights(dual: Matrix, supportOfClass: Int32Array, vectors: Matrix): Matrix {
  const k = supportOfClass.length
  const [total, cols] = vectors.shape
  const ends = supportOfClass.map((_, c) => supportOfClass.subarray(0, c + 1).reduce((a, b) => a + b, 0))
  const out = matrix((k * (k - 1)) / 2, cols)
  const addClass = (pair: number, c: number, from: number): void => {
    for (let s = ends[c] - supportOfClass[c]; s < ends[c]; s++)
      for (let f = 0; f < cols; f++)
        out.data[pair * cols + f] += dual.data[from * total + s] * vectors.data[s * cols + f]
  }
  for (let i = 0, pair = 0; i < k; i++)
    for (let j = i + 1; j < k; j++, pair++) {
      addClass(pair, i, j - 1)
      addClass(pair, j, i)
    }
  return out
}
