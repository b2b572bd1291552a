import { csvChunks } from './csv'
import { FormatError } from '$lib/formats/errors'
import type { Frame } from './Frame'
import { jsonChunks, jsonLinesChunks } from './json'

export interface Written {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** The Content-Type. */
  readonly type: string
  /** The file name's extension, without its dot. */
  readonly extension: string
}

interface Writer {
  readonly type: string
  readonly write: (frame: Frame) => Promise<Uint8Array<ArrayBuffer>>
}

/** The pieces of a text, encoded one by one so that the whole is never held as a string. */
async function encoded(pieces: Iterable<string>): Promise<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder()
  const parts: Uint8Array<ArrayBuffer>[] = []
  for (const piece of pieces) parts.push(encoder.encode(piece))
  return new Uint8Array(await new Blob(parts).arrayBuffer())
}

const WRITERS: Readonly<Record<string, Writer>> = {
  csv: { type: 'text/csv; charset=utf-8', write: (frame) => encoded(csvChunks(frame)) },
  tsv: {
    type: 'text/tab-separated-values; charset=utf-8',
    write: (frame) => encoded(csvChunks(frame, '\t'))
  },
  json: { type: 'application/json', write: (frame) => encoded(jsonChunks(frame)) },
  jsonl: { type: 'application/x-ndjson', write: (frame) => encoded(jsonLinesChunks(frame)) },
  xlsx: {
    type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    write: async (frame) => (await import('./writers/excel')).writeExcel(frame)
  },
  parquet: {
    type: 'application/vnd.apache.parquet',
    write: async (frame) => (await import('./writers/parquet')).writeParquet(frame)
  }
}

/** The formats that a table can be written in. */
export const FORMATS: readonly string[] = Object.keys(WRITERS)

/**
 * The frame as a file, as pandas writes it without its index. The writers' libraries are loaded when first used.
 * @throws FormatError when there is no such format (415), or when the table does not fit it (422)
 */
export async function write(frame: Frame, format: string): Promise<Written> {
  const extension = format.toLowerCase()
  if (!FORMATS.includes(extension))
    throw new FormatError(
      `A table cannot be written as "${format}"`,
      `Use one of ${FORMATS.join(', ')}.`,
      415
    )
  const { type, write } = WRITERS[extension]
  return { bytes: await write(frame), type, extension }
}
