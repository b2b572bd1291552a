/** A matrix that a factorisation cannot take: singular, not positive definite, or no convergence. */
export class LinAlgError extends Error {
  override name = 'LinAlgError'
}

/** Throws LinAlgError when a value is NaN or infinite: an iteration on it would end nowhere. */
export function requireFinite(values: Float64Array): void {
  const at = values.findIndex((value) => !Number.isFinite(value))
  if (at >= 0) throw new LinAlgError(`The matrix has a value that is ${values[at]}`)
}
