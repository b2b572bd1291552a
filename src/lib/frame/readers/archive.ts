import { FormatError } from '$lib/formats/errors'
import { LIMIT, tooLarge, type ZipEntry } from './zip'

/** The bytes that a gzip file holds. */
export async function gunzip(blob: Blob, limit = LIMIT): Promise<Blob> {
  const parts: Uint8Array<ArrayBuffer>[] = []
  let size = 0
  const reader = blob.stream().pipeThrough(new DecompressionStream('gzip')).getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return new Blob(parts)
    parts.push(value)
    size += value.length
    if (size > limit) {
      await reader.cancel()
      throw tooLarge(limit)
    }
  }
}

/** Not folders, nor what archivers add of their own. */
const isContent = ({ name }: ZipEntry) => !name.endsWith('/') && !/(^|\/)(\.|__MACOSX\/)/.test(name)

/** The only file in a zip archive. */
export function onlyFile(entries: readonly ZipEntry[]): ZipEntry {
  const files = entries.filter(isContent)
  if (files.length === 1) return files[0]
  const names = files.slice(0, 5).map(({ name }) => name)
  throw new FormatError(
    files.length ? `The archive holds ${files.length} files: ${names.join(', ')}` : 'The archive is empty',
    'Put exactly one data file into it, or send several files.'
  )
}
