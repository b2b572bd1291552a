/** Statistics of numbers without NaN, as pandas computes them. All are NaN of no numbers, but sum and count. */
export const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)
export const mean = (values: readonly number[]): number => sum(values) / values.length
/** With n − 1. */
export function variance(values: readonly number[]): number {
  const center = mean(values)
  return sum(values.map((value) => (value - center) ** 2)) / (values.length - 1 || NaN)
}
export const std = (values: readonly number[]): number => Math.sqrt(variance(values))

/** Between the nearest ranks, linearly. */
export function quantile(values: readonly number[], q: number): number {
  const ordered = [...values].sort((a, b) => a - b)
  const at = (ordered.length - 1) * q
  const low = ordered[Math.floor(at)] ?? NaN
  return low + ((ordered[Math.ceil(at)] ?? NaN) - low) * (at - Math.floor(at))
}
export const least = (values: readonly number[]): number =>
  values.reduce((a, b) => Math.min(a, b), values.length ? Infinity : NaN)
export const most = (values: readonly number[]): number =>
  values.reduce((a, b) => Math.max(a, b), values.length ? -Infinity : NaN)
