/** Kernels between rows, and their centring in the space that they stand for. */
import { cpu } from '$lib/numeric/backend'
import { kernelMatrix } from '$lib/numeric/kernels'
import { norm } from '$lib/numeric/linalg'
import { matrix, row, type Matrix } from '$lib/numeric/matrix'

export type KernelName = 'linear' | 'poly' | 'rbf' | 'sigmoid' | 'cosine' | 'precomputed'

export interface KernelParams {
  readonly kernel: KernelName
  /** null for one over the number of features. */
  readonly gamma: number | null
  readonly degree: number
  readonly coef0: number
}

/** Each row over its length; one of zeros stays. */
function unitRows(X: Matrix): Matrix {
  const out = matrix(...X.shape, X.data.slice())
  for (let i = 0; i < X.shape[0]; i++) {
    const own = row(out, i)
    const length = norm(own) || 1
    for (let j = 0; j < own.length; j++) own[j] /= length
  }
  return out
}

/** The kernel of X's rows with Y's; what is precomputed is X itself. */
export async function kernelOf(
  X: Matrix,
  Y: Matrix,
  { kernel, gamma, degree, coef0 }: KernelParams
): Promise<Matrix> {
  const scale = gamma ?? 1 / X.shape[1]
  switch (kernel) {
    case 'precomputed':
      return matrix(...X.shape, X.data.slice())
    case 'cosine':
      return kernelMatrix(cpu, unitRows(X), unitRows(Y), { name: 'linear' })
    case 'linear':
      return kernelMatrix(cpu, X, Y, { name: kernel })
    case 'rbf':
      return kernelMatrix(cpu, X, Y, { name: kernel, gamma: scale })
    case 'sigmoid':
      return kernelMatrix(cpu, X, Y, { name: kernel, gamma: scale, coef0 })
    case 'poly':
      return kernelMatrix(cpu, X, Y, { name: kernel, gamma: scale, coef0, degree })
  }
}

/** The mean of each column of a kernel. */
export function kernelMeans({ data, shape: [n, cols] }: Matrix): Float64Array {
  const means = new Float64Array(cols)
  for (let at = 0; at < data.length;) for (let j = 0; j < cols; j++, at++) means[j] += data[at]
  return means.map((total) => total / n)
}

/** Moves a kernel's rows, in place, to where the fitted rows have mean 0; `means` are those of the fitted rows, `all` theirs. */
export function centreKernel(K: Matrix, means: Float64Array, all: number): void {
  const [n, cols] = K.shape
  for (let i = 0; i < n; i++) {
    const own = row(K, i)
    let total = 0
    for (let j = 0; j < cols; j++) total += own[j]
    const mean = total / cols
    for (let j = 0; j < cols; j++) own[j] = own[j] - means[j] - mean + all
  }
}
