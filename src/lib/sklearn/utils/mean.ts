/** Sums and means, with and without sample weights. */
import { matrix, row, type Matrix } from '$lib/numeric/matrix'

/**
 * The (weighted) mean of each column, taken from the first row on: so a constant column has exactly its own value as
 * mean, and centres to exact zeros instead of rounding errors that a solver would take for a feature.
 */
export function columnMeans(X: Matrix, weights?: Float64Array): Float64Array {
  const [n, d] = X.shape
  const first = row(X, 0)
  const means = new Float64Array(d)
  if (weights) addWeighted(X, weights, first, means)
  else addPlain(X, first, means)
  const total = weights ? sum(weights) : n
  return means.map((value, j) => first[j] + value / total)
}

function addWeighted(
  { data, shape: [n, d] }: Matrix,
  weights: Float64Array,
  first: Float64Array,
  to: Float64Array
): void {
  for (let i = 1, at = d; i < n; i++)
    for (let j = 0; j < d; j++, at++) to[j] += weights[i] * (data[at] - first[j])
}

/** Four rows at a time: each sum is read and written a quarter as often. */
function addPlain({ data, shape: [n, d] }: Matrix, first: Float64Array, to: Float64Array): void {
  let i = 1
  for (; i + 4 <= n; i += 4)
    for (let j = 0, at = i * d; j < d; j++, at++) {
      const start = first[j]
      to[j] +=
        data[at] - start + (data[at + d] - start) + (data[at + 2 * d] - start + (data[at + 3 * d] - start))
    }
  for (; i < n; i++) for (let j = 0, at = i * d; j < d; j++, at++) to[j] += data[at] - first[j]
}

/** A copy of X with `means` taken from its columns. */
export function centre(X: Matrix, means: Float64Array): Matrix {
  const [n, d] = X.shape
  const out = new Float64Array(n * d)
  for (let at = 0; at < out.length;) for (let j = 0; j < d; j++, at++) out[at] = X.data[at] - means[j]
  return matrix(n, d, out)
}

/**
 * The sum of a vector in the order in which numpy adds what lies side by side: halves down to 128 values, those in eight
 * sums that run side by side. Rounding grows with the logarithm of the length only, and is numpy's to the last bit.
 */
export function sum(x: Float64Array): number {
  return x.length < 8 ? runningSum(x) : sumBetween(x, 0, x.length)
}

function sumBetween(x: Float64Array, from: number, to: number): number {
  const length = to - from
  if (length > 128) {
    const middle = from + Math.floor(length / 16) * 8
    return sumBetween(x, from, middle) + sumBetween(x, middle, to)
  }
  const r = x.slice(from, from + 8)
  let at = from + 8
  for (; at + 8 <= to; at += 8) for (let k = 0; k < 8; k++) r[k] += x[at + k]
  let total = r[0] + r[1] + (r[2] + r[3]) + (r[4] + r[5] + (r[6] + r[7]))
  for (; at < to; at++) total += x[at]
  return total
}

/** The sum of a vector, one value after the other: numpy's order down the columns of a matrix that lies row by row. */
export function runningSum(x: Float64Array): number {
  let total = 0
  for (let i = 0; i < x.length; i++) total += x[i]
  return total
}

/** The (weighted) mean of a vector. */
export function average(x: Float64Array, weights?: Float64Array): number {
  return weights ? sum(x.map((value, i) => value * weights[i])) / sum(weights) : sum(x) / x.length
}
