/** Python's `'%.{digits}f'`: of two equally near decimals the even one, where JavaScript's toFixed takes the greater. */
export function formatFixed(value: number, digits: number): string {
  const scaled = Math.abs(value) * 10 ** digits
  const tie = Number.isInteger(value * 2 ** (digits + 1)) && scaled % 1 === 0.5
  if (!tie) return value.toFixed(digits)
  const even = 2 * Math.round(scaled / 2)
  return ((Math.sign(value) * even) / 10 ** digits).toFixed(digits)
}

/** Python's text of a float (`1.0`, `1e-05`), or of an int where `integer` says that a whole number is one. */
export function pythonNumber(value: number, integer: boolean): string {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  if (Number.isInteger(value) && Math.abs(value) < 1e16) return integer ? String(value) : `${value}.0`
  const size = Math.abs(value)
  const text = size < 1e-4 || size >= 1e16 ? value.toExponential() : String(value)
  return text.replace(/e([+-])(\d)$/, 'e$10$2')
}
