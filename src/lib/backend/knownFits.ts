/** A small fit of each kind of model with known answers: what a device must get right before it is used. */
import type { Backend } from '$lib/numeric/backend'
import { matrix } from '$lib/numeric/matrix'
import { PCA } from '$lib/sklearn/decomposition/PCA'
import { LinearRegression } from '$lib/sklearn/linear_model/LinearRegression'
import { LogisticRegression } from '$lib/sklearn/linear_model/LogisticRegression'
import { Ridge } from '$lib/sklearn/linear_model/Ridge'
import { KNeighborsRegressor } from '$lib/sklearn/neighbors/KNeighborsRegressor'

const ROWS = 40
const COLS = 4

const X = matrix(
  ROWS,
  COLS,
  Float64Array.from({ length: ROWS * COLS }, (_, i) => ((i * i * 7 + i * 3) % 97) / 16)
)
const y = Float64Array.from({ length: ROWS }, (_, i) => {
  const [a, b, c, d] = X.data.subarray(i * COLS)
  return a - 2 * b + c / 2 + 3 * d + ((i * 11) % 7) / 4
})
const median = [...y].sort((a, b) => a - b)[ROWS / 2]
const above = Array.from(y, (value) => Number(value >= median))
const asked = matrix(
  5,
  COLS,
  X.data.slice(0, 5 * COLS).map((value) => value + 0.03)
)

interface Fit {
  /** scikit-learn's answer (tests/reference/backend_known_fits.py). */
  readonly answer: readonly number[]
  /** How far off a value may be, as a share of the largest. */
  readonly tolerance: number
  run(backend: Backend): Promise<Float64Array>
}

export const knownFits: Readonly<Record<string, Fit>> = {
  LinearRegression: {
    answer: [0.9987171296749602, -1.9718486466245375, 0.4949423730702651, 3.0670273303051987],
    tolerance: 1e-11,
    run: async (backend) => (await new LinearRegression().fit(X, y, { backend })).coef_
  },
  Ridge: {
    answer: [0.9934171506633117, -1.95202345810563, 0.49155366352771945, 3.0403428162487884],
    tolerance: 1e-11,
    run: async (backend) => (await new Ridge().fit(X, y, { backend })).coef_
  },
  LogisticRegression: {
    answer: [0.7139766620404373, -1.0428597541662257, 0.05841279600741266, 1.934276441993735],
    tolerance: 1e-6,
    run: async (backend) => {
      const model = new LogisticRegression({ solver: 'newton-cholesky', tol: 1e-8 })
      return (await model.fit(X, above, { backend })).coef_.data
    }
  },
  PCA: {
    answer: [4.507682197118854, 3.3095986076483044, 2.738100499430149, 1.5875473817001289],
    tolerance: 1e-5,
    run: async (backend) =>
      (await new PCA({ svd_solver: 'full' }).fit(X, undefined, { backend })).explained_variance_
  },
  KNeighborsRegressor: {
    answer: [13.614583333333334, 5.125, 8.041666666666666, 12.9375, 16.739583333333332],
    tolerance: 1e-14,
    run: async (backend) => {
      const model = await new KNeighborsRegressor({ n_neighbors: 3, algorithm: 'brute' }).fit(X, y)
      return model.predict(asked, { backend })
    }
  }
}

/** Throws, naming the class, when a fit on the device is not the known one. */
export async function checkKnownFits(device: Backend): Promise<void> {
  for (const [name, { answer, tolerance, run }] of Object.entries(knownFits)) {
    const found = await run(device)
    const allowed = tolerance * Math.max(...answer.map(Math.abs))
    answer.forEach((right, i) => {
      if (!(Math.abs(found[i] - right) <= allowed))
        throw new Error(`its ${name} of known data gave ${found[i]} instead of ${right}`)
    })
  }
}
