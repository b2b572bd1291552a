/** Scores and probabilities. */

/** Numbers to probabilities, in place. */
export function softmax(x: Float32Array | Float64Array): void {
  let top = -Infinity
  for (let i = 0; i < x.length; i++) if (x[i] > top) top = x[i]
  let sum = 0
  for (let i = 0; i < x.length; i++) sum += x[i] = Math.exp(x[i] - top)
  for (let i = 0; i < x.length; i++) x[i] /= sum
}

/** Scores to log-probabilities, in place. */
export function logSoftmax(x: Float64Array): Float64Array {
  const top = Math.max(...x)
  const log = top + Math.log(x.reduce((sum, v) => sum + Math.exp(v - top), 0))
  for (let i = 0; i < x.length; i++) x[i] -= log
  return x
}
