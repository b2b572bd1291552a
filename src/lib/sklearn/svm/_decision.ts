import { cpu } from '$lib/numeric/backend'
import { kernelMatrix } from '$lib/numeric/kernels'
import { matrix, type Matrix } from '$lib/numeric/matrix'
import { pacer } from '$lib/numeric/pacer'
import type { SvmKernel } from './_Points'

/** What a fitted machine's values are made of. */
export interface SupportVectors {
  readonly kernel: SvmKernel
  readonly vectors: Matrix
  /** The rows of training that they are: the columns of X, where X is the kernel's values. */
  readonly support: Int32Array
}

/** Kernel values at once, at most. */
const BLOCK = 2 ** 20

/** Calls `use(row, values)` with the kernel of each row of X with the support vectors. */
export async function eachRow(
  X: Matrix,
  { kernel, vectors, support }: SupportVectors,
  use: (row: number, values: Float64Array) => void,
  signal?: AbortSignal
): Promise<void> {
  const [rows, cols] = X.shape
  const count = support.length
  const block = Math.max(1, Math.floor(BLOCK / Math.max(count, 1)))
  const due = pacer(signal)
  for (let from = 0; from < rows; from += block) {
    const to = Math.min(from + block, rows)
    const some = matrix(to - from, cols, X.data.subarray(from * cols, to * cols))
    const { data } =
      kernel.name === 'precomputed'
        ? columns(some, support)
        : count
          ? await kernelMatrix(cpu, some, vectors, kernel)
          : matrix(to - from, 0)
    for (let i = from; i < to; i++) use(i, data.subarray((i - from) * count, (i - from + 1) * count))
    const rest = due()
    if (rest) await rest
  }
}

function columns(X: Matrix, which: Int32Array): Matrix {
  const out = matrix(X.shape[0], which.length)
  for (let i = 0, at = 0; i < X.shape[0]; i++)
    for (const j of which) out.data[at++] = X.data[i * X.shape[1] + j]
  return out
}
