/** Sizes of files in bytes, as people write them: `500 MB`. */

const units = ['B', 'kB', 'MB', 'GB'] as const

/** The bytes of a text such as `200 MB`, or of a number; undefined where it is neither. */
export function readSize(value: unknown): number | undefined {
  const [, number, name = 'B'] = /^\s*(\d+(?:\.\d+)?)\s*([kMG]?B)?\s*$/i.exec(String(value)) ?? []
  const power = units.findIndex((unit) => unit.toLowerCase() === name.toLowerCase())
  const size = Math.floor(Number(number) * 1000 ** power)
  return size > 0 ? size : undefined
}

export function writeSize(bytes: number): string {
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), units.length - 1)
  return `${Number((bytes / 1000 ** power).toFixed(1))} ${units[power]}`
}
