/** Values as JSON shows them: matrices and typed arrays as lists, numbers that JSON does not have as null. */
import { isMatrix, toRows } from '$lib/numeric/matrix'

export function toPlain(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value === 'bigint') return Number(value)
  if (value === undefined || typeof value === 'function') return null
  if (typeof value !== 'object' || value === null) return value
  if (isMatrix(value)) return toRows(value).map(toPlain)
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<number>, toPlain)
  if (Array.isArray(value)) return value.map(toPlain)
  if (value instanceof Map) return toPlain(Object.fromEntries(value))
  // A nested estimator shows its class and parameters.
  const estimator = value as { meta?: { className: string }; get_params?: () => object }
  if (estimator.get_params && estimator.meta)
    return { class: estimator.meta.className, params: toPlain(estimator.get_params()) }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toPlain(item)]))
}

export const json = (value: unknown, init?: ResponseInit): Response => Response.json(toPlain(value), init)
