/** Scales, ticks and paths of a line chart. */

export type Scale = (value: number) => number

export const scale =
  ([d0, d1]: readonly [number, number], [r0, r1]: readonly [number, number]): Scale =>
  (value) =>
    r0 + ((value - d0) / (d1 - d0 || 1)) * (r1 - r0)

/** About `count` round numbers inside the domain: steps of 1, 2 or 5 times a power of ten. */
export function ticks([low, high]: readonly [number, number], count: number): number[] {
  const rough = (high - low) / count
  if (!(rough > 0)) return [low]
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10)
  const first = Math.ceil(low / step)
  const length = Math.floor(high / step) - first + 1
  // Rounded to what a person reads: 0.06 and not 0.060000000000000005.
  return Array.from({ length }, (_, i) => Number(((first + i) * step).toPrecision(12)))
}

/** Positions to be labelled: where years begin, when the labels are dates of several years; else at even distances. */
export function labelTicks(labels: readonly string[], most: number): { at: number; text: string }[] {
  const year = (label: string): string | undefined => /^(\d{4})-\d{2}/.exec(label)?.[1]
  const starts = labels.flatMap((label, at) =>
    at > 0 && year(label) !== undefined && year(label) !== year(labels[at - 1])
      ? [{ at, text: year(label)! }]
      : []
  )
  const all = starts.length > 2 ? starts : labels.map((text, at) => ({ at, text }))
  const every = Math.ceil(all.length / Math.max(1, most))
  return all.filter((_, i) => i % every === 0)
}

export interface Point {
  readonly x: number
  readonly y: number | null
}

/** A line through the points; it breaks where a value is missing. */
export function linePath(points: readonly Point[]): string {
  let pen = 'M'
  return points
    .map(({ x, y }) => {
      if (y === null) {
        pen = 'M'
        return ''
      }
      const command = `${pen}${x.toFixed(1)},${y.toFixed(1)}`
      pen = 'L'
      return command
    })
    .join('')
}

/** The area between two lines of the same points. */
export const bandPath = (upper: readonly Point[], lower: readonly Point[]): string =>
  upper.length ? `${linePath([...upper, ...[...lower].reverse()])}Z` : ''
