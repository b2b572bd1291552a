/**
 * A small fit of each kind of model, and the kernels and layers of others, with scikit-learn's answers: what a device must
 * get right before it is used. `knownFits.json` is written by tests/reference/backend_known_fits.py, on the same data.
 */
import type { Backend } from '$lib/numeric/backend'
import { kernelMatrix, type Kernel } from '$lib/numeric/kernels'
import { backward, forward } from '$lib/numeric/layers'
import { matrix, type Matrix } from '$lib/numeric/matrix'
import { PCA } from '$lib/sklearn/decomposition/PCA'
import { LinearRegression } from '$lib/sklearn/linear_model/LinearRegression'
import { LogisticRegression } from '$lib/sklearn/linear_model/LogisticRegression'
import { Ridge } from '$lib/sklearn/linear_model/Ridge'
import { KNeighborsRegressor } from '$lib/sklearn/neighbors/KNeighborsRegressor'
import answers from './knownFits.json'

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
const asked = firstRows(5, (value) => value + 0.03)
const some = firstRows(4, (value) => value / 4)
const layer = {
  weights: matrix(4, 2, Float64Array.of(0.5, -0.25, 0.125, 0.5, -0.5, 0.25, 0.25, -0.125)),
  bias: Float64Array.of(0.25, -0.5),
  activation: 'tanh'
} as const

function firstRows(rows: number, change: (value: number) => number): Matrix {
  return matrix(rows, COLS, X.data.slice(0, rows * COLS).map(change))
}

interface Known {
  /** How far off a value may be, as a share of the largest. */
  readonly tolerance: number
  run(backend: Backend): Promise<Float64Array>
}

const kernel = (kernel: Kernel): Known => ({
  tolerance: 1e-5,
  run: async (backend) =>
    (
      await kernelMatrix(
        backend,
        some,
        firstRows(2, (value) => value / 4),
        kernel
      )
    ).data
})

const fits: Readonly<Record<keyof typeof answers, Known>> = {
  LinearRegression: {
    tolerance: 1e-11,
    run: async (backend) => (await new LinearRegression().fit(X, y, { backend })).coef_
  },
  Ridge: {
    tolerance: 1e-11,
    run: async (backend) => (await new Ridge().fit(X, y, { backend })).coef_
  },
  LogisticRegression: {
    tolerance: 1e-6,
    run: async (backend) => {
      const model = new LogisticRegression({ solver: 'newton-cholesky', tol: 1e-8 })
      return (await model.fit(X, above, { backend })).coef_.data
    }
  },
  PCA: {
    tolerance: 1e-5,
    run: async (backend) =>
      (await new PCA({ svd_solver: 'full' }).fit(X, undefined, { backend })).explained_variance_
  },
  KNeighborsRegressor: {
    tolerance: 1e-14,
    run: async (backend) => {
      const model = await new KNeighborsRegressor({ n_neighbors: 3, algorithm: 'brute' }).fit(X, y)
      return model.predict(asked, { backend })
    }
  },
  linear_kernel: kernel({ name: 'linear' }),
  polynomial_kernel: kernel({ name: 'poly', gamma: 0.5, coef0: 1, degree: 3 }),
  sigmoid_kernel: kernel({ name: 'sigmoid', gamma: 0.125, coef0: -1 }),
  rbf_kernel: kernel({ name: 'rbf', gamma: 0.5 }),
  layer: {
    tolerance: 1e-5,
    run: async (backend) => {
      const out = await forward(backend, some, layer)
      // Of the loss ½·Σ (out − ½)².
      const gradient = matrix(
        ...out.shape,
        out.data.map((value) => value - 0.5)
      )
      const { weights, bias, input } = await backward(backend, layer, { X: some, out, gradient })
      return Float64Array.from([...out.data, ...weights.data, ...bias, ...(await input()).data])
    }
  }
}

/** Throws, naming the work, when the device's result is not the known one. */
export async function checkKnownFits(device: Backend): Promise<void> {
  for (const [name, { tolerance, run }] of Object.entries(fits)) {
    const answer = answers[name as keyof typeof answers]
    const found = await run(device)
    const allowed = tolerance * Math.max(...answer.map(Math.abs))
    answer.forEach((right, i) => {
      if (!(Math.abs(found[i] - right) <= allowed))
        throw new Error(`its ${name} of known data gave ${found[i]} instead of ${right}`)
    })
  }
}
