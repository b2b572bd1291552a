/** A float as Python's repr writes it: 1.0, 0.1, 1e-05, 1e+16, inf, nan. */
export function pythonFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  if (Object.is(value, -0)) return '-0.0'
  const size = Math.abs(value)
  if (size !== 0 && (size < 1e-4 || size >= 1e16))
    return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2')
  const text = String(value)
  return text.includes('.') ? text : text + '.0'
}
