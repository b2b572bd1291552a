/** The two LINPACK kernels of L-BFGS-B, on small column-major matrices: entry (i, j) is a[at + i + j·ld]. */

/** Overwrites the upper triangle of a symmetric matrix by R with RᵀR = A; false when A is not positive definite (dpofa). */
export function choleskyUpper(a: Float64Array, ld: number, n: number, at = 0): boolean {
  for (let j = 0; j < n; j++) {
    const column = at + j * ld
    let squares = 0
    for (let k = 0; k < j; k++) {
      const pivot = at + k * ld
      let t = a[column + k]
      for (let i = 0; i < k; i++) t -= a[pivot + i] * a[column + i]
      t /= a[pivot + k]
      a[column + k] = t
      squares += t * t
    }
    const rest = a[column + j] - squares
    if (!(rest > 0)) return false
    a[column + j] = Math.sqrt(rest)
  }
  return true
}

const singular = (r: Float64Array, ld: number, n: number): boolean => {
  for (let j = 0; j < n; j++) if (r[j + j * ld] === 0) return true
  return false
}

/** Solves Rᵀx = b in place for an upper triangular R; false when R is singular (dtrsl, job 11). */
export function solveUpperTransposed(r: Float64Array, ld: number, n: number, b: Float64Array): boolean {
  if (singular(r, ld, n)) return false
  for (let j = 0; j < n; j++) {
    let t = b[j]
    for (let i = 0; i < j; i++) t -= r[i + j * ld] * b[i]
    b[j] = t / r[j + j * ld]
  }
  return true
}

/** Solves Rx = b in place for an upper triangular R; false when R is singular (dtrsl, job 01). */
export function solveUpper(r: Float64Array, ld: number, n: number, b: Float64Array): boolean {
  if (singular(r, ld, n)) return false
  for (let j = n - 1; j >= 0; j--) {
    b[j] /= r[j + j * ld]
    for (let i = 0; i < j; i++) b[i] -= r[i + j * ld] * b[j]
  }
  return true
}
