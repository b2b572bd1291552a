import { FLOAT64, type Backend } from '$lib/numeric/backend'
import { norm } from '$lib/numeric/linalg'
import { column, matrix, row, type Matrix } from '$lib/numeric/matrix'
import type { AskOptions } from '../base'

export interface DeviceProduct {
  /** Rows of X × columns of W, row-major. */
  readonly values: Float64Array
  /** How far off any value of row i may be; undefined where the device computes in float64. */
  readonly error: ((i: number) => number) | undefined
  /** Where it was computed. */
  readonly device: string
}

/** X · W by the device that `backend` chooses for it; undefined where that is none. */
export async function deviceProduct(
  X: Matrix,
  W: Matrix,
  { backend }: AskOptions
): Promise<DeviceProduct | undefined> {
  const [cols, k] = W.shape
  const operator = await backend?.hold(X, { products: 1, columns: k, unrefined: true })
  if (!operator) return undefined
  const { device, roundoff } = operator
  try {
    if (device === 'cpu') return undefined
    const values = await operator.matmat(W.data, k)
    if (roundoff <= FLOAT64) return { values, device, error: undefined }
    const longest = Math.max(...Array.from({ length: k }, (_, c) => norm(column(W, c))))
    // Two rounded factors and their sum in any order (Higham, Accuracy and Stability, 2nd ed., 3.1).
    return { values, device, error: (i) => (cols + 4) * roundoff * norm(row(X, i)) * longest }
  } finally {
    operator.dispose()
  }
}

/** Tells that what is answered was rounded to float32. */
export function warnRounded({ error, device }: DeviceProduct, name: string, { warn }: AskOptions): void {
  if (error)
    warn?.({
      category: 'UserWarning',
      message: `${name} was computed in float32 on ${device}: about six digits hold`
    })
}

/** The name of the device that was asked for, where its products are rounded to float32: `auto` takes none such unasked. */
export async function inFloat32(backend: Backend | undefined): Promise<string | undefined> {
  const operator = await backend?.hold(matrix(1, 1), { unrefined: true })
  if (!operator) return undefined
  operator.dispose()
  return operator.roundoff > FLOAT64 ? operator.device : undefined
}
