/** Kernel matrices, as support vector machines, KernelPCA and kernel ridge take them: of rows against rows. */
import type { Backend } from './backend'
import { squaredEuclidean } from './distances'
import { matrix, transpose, type Matrix } from './matrix'

/** Functions of two rows x and y. */
export type Kernel =
  /** x·y */
  | { readonly name: 'linear' }
  /** (gamma·x·y + coef0)^degree */
  | { readonly name: 'poly'; readonly gamma: number; readonly coef0: number; readonly degree: number }
  /** tanh(gamma·x·y + coef0) */
  | { readonly name: 'sigmoid'; readonly gamma: number; readonly coef0: number }
  /** exp(−gamma·‖x − y‖²) */
  | { readonly name: 'rbf'; readonly gamma: number }

/** Some rows against all of Y, held where their products are computed. */
export interface KernelRows {
  /** The kernel of the rows [from, to) of X with every row of Y: (to − from) × rows of Y values. */
  block(from: number, to: number): Promise<Float64Array>
  /** Gives back what the device holds. */
  dispose(): void
}

/** The kernel between the rows of X and those of Y. On a float32 device values hold to 1e-5 of the largest product. */
async function kernelRows(backend: Backend, X: Matrix, Y: Matrix, kernel: Kernel): Promise<KernelRows> {
  if (kernel.name === 'rbf') {
    const distances = await backend.between(X, Y, squaredEuclidean)
    return {
      // Rounding may leave the distance of a row to itself a little below 0.
      block: async (from, to) =>
        change(await distances.block(from, to), (squared) => Math.exp(-kernel.gamma * Math.max(squared, 0))),
      dispose: () => distances.dispose()
    }
  }
  const [rows, cols] = X.shape
  const held = await backend.hold(Y, { products: Math.ceil(rows / 256), columns: rows, unrefined: true })
  const value = ofProduct(kernel)
  return {
    async block(from, to) {
      const some = matrix(to - from, cols, X.data.subarray(from * cols, to * cols))
      const products = await held.matmat(transpose(some).data, to - from)
      return change(transpose(matrix(Y.shape[0], to - from, products)).data, value)
    },
    dispose: () => held.dispose()
  }
}

/** The whole kernel matrix: rows of X × rows of Y. */
export async function kernelMatrix(backend: Backend, X: Matrix, Y: Matrix, kernel: Kernel): Promise<Matrix> {
  const held = await kernelRows(backend, X, Y, kernel)
  try {
    return matrix(X.shape[0], Y.shape[0], await held.block(0, X.shape[0]))
  } finally {
    held.dispose()
  }
}

function ofProduct(kernel: Exclude<Kernel, { name: 'rbf' }>): (product: number) => number {
  if (kernel.name === 'linear') return (product) => product
  const { gamma, coef0 } = kernel
  if (kernel.name === 'sigmoid') return (product) => Math.tanh(gamma * product + coef0)
  const { degree } = kernel
  return (product) => Math.pow(gamma * product + coef0, degree)
}

/** Changes each value, in place. */
function change(values: Float64Array, by: (value: number) => number): Float64Array {
  for (let i = 0; i < values.length; i++) values[i] = by(values[i])
  return values
}
