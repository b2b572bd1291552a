/** A few products with known answers: what a device must get right before it is used. */
import { FLOAT64, type Backend } from '$lib/numeric/backend'
import { squaredEuclidean } from '$lib/numeric/distances'
import { matrix } from '$lib/numeric/matrix'

const ROWS = 37
const COLS = 11
const K = 3

// Small integers: every sum is exact in float32, in any order, so that the answers hold to the last digit.
const X = matrix(
  ROWS,
  COLS,
  Float64Array.from({ length: ROWS * COLS }, (_, i) => ((i * 7) % 13) - 6)
)
const W = Float64Array.from({ length: COLS * K }, (_, i) => ((i * 5) % 7) - 3)
const R = Float64Array.from({ length: ROWS * K }, (_, i) => ((i * 3) % 5) - 2)
const weights = Float64Array.from({ length: ROWS }, (_, i) => (i % 4) / 2)
// Thirds cannot be held exactly: they show how a device rounds.
const thirds = matrix(
  ROWS,
  COLS,
  X.data.map((value) => value / 3)
)

/** Σ (1 + i) · values[i]: one number that tells of each value and its place. */
export const checksum = (values: Float64Array): number =>
  values.reduce((sum, value, i) => sum + (1 + i) * value, 0)

/** What `checksum` says of the results: written once by the typed arrays, and tested against them. */
export const answers = {
  matmat: 5138,
  rmatmat: 309,
  gram: 27824,
  weighted: 21735,
  matmul: 5138,
  distances: 7356805
}

export type Kind = keyof typeof answers

/** The results of each kind of work on the data above. */
export async function work(device: Backend): Promise<Record<Kind, Float64Array>> {
  const held = await device.hold(X)
  const between = await device.between(X, X, squaredEuclidean)
  try {
    return {
      matmat: await held.matmat(W, K),
      rmatmat: await held.rmatmat(R, K),
      gram: (await held.gram()).data,
      weighted: (await held.gram(weights)).data,
      matmul: (await device.matmul(X, matrix(COLS, K, W))).data,
      distances: await between.block(3, 9)
    }
  } finally {
    held.dispose()
    between.dispose()
  }
}

/** Throws, naming the work, when a device gets an answer wrong or rounds more coarsely than it says. */
export async function checkKnownAnswers(device: Backend): Promise<void> {
  for (const [kind, values] of Object.entries(await work(device))) {
    // Distances are taken from centred rows, which no float32 holds exactly.
    const slack = kind === 'distances' ? 1e-5 * answers.distances : 0
    const found = checksum(values)
    const right = answers[kind as Kind]
    if (!(Math.abs(found - right) <= slack))
      throw new Error(`its ${kind} of known numbers gave ${found} instead of ${right}`)
  }
  const held = await device.hold(thirds)
  try {
    const found = await held.matmat(new Float64Array(COLS).fill(1), 1)
    const allowed = Math.max(held.roundoff, FLOAT64) * (COLS + 2) * 2 * COLS
    found.forEach((value, i) => {
      let sum = 0
      for (let j = 0; j < COLS; j++) sum += thirds.data[i * COLS + j]
      if (!(Math.abs(value - sum) <= allowed)) throw new Error(`it rounds ${sum} to ${value}`)
    })
  } finally {
    held.dispose()
  }
}
