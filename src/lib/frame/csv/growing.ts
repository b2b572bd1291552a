/** Typed arrays of unknown length: `grown` doubles one that has become too short, keeping what it holds. */
export function grown<T extends Float64Array | Int32Array | Uint8Array>(array: T, needed: number): T {
  if (needed <= array.length) return array
  const bigger = new (array.constructor as new (length: number) => T)(
    Math.max(needed, array.length * 2, 1024)
  )
  bigger.set(array)
  return bigger
}
