import { bytesOf, type Bytes, type Source } from './csv/source'
import { grown } from './csv/growing'
import { TableBuilder } from './csv/TableBuilder'
import { Tokenizer } from './csv/Tokenizer'
import { FormatError } from '$lib/formats/errors'
import type { Frame } from './Frame'

export { csvChunks, writeCsv } from './csv/write'

export interface CsvOptions {
  /** One ASCII character. Default: a comma. */
  readonly separator?: string
  /** Told the bytes read so far, and their total where it is known. */
  readonly onProgress?: (done: number, total?: number) => void
  readonly signal?: AbortSignal
}

const BLOCK = 1 << 20

/**
 * Reads a table of comma-separated values with a header line, types inferred as by pandas 1.5's `read_csv`: int64,
 * float64, bool or text per column, pandas' words for missing values, repeated and empty names made unique, blank lines
 * skipped, short rows filled up. Where the first row has one field more than the header, the first field is an index,
 * which a frame does not keep. Memory: the columns and a block of the file, not its text.
 *
 * Differs from pandas where pandas is inexact: floats are correctly rounded; integers beyond 2⁵³ are float64, those
 * beyond 64 bits text as in pandas.
 * @throws FormatError with the line that is wrong
 */
export async function readCsv(source: Source, options: CsvOptions = {}): Promise<Frame> {
  const bytes = bytesOf(source)
  const table = await pass(bytes, new TableBuilder(), options)
  const { misread } = table
  const again = misread.size
    ? (await pass(bytes, new TableBuilder(misread), { ...options, onProgress: undefined })).columns()
    : new Map()
  return table.finish(again)
}

/** Runs a table builder over the whole source, block by block. */
async function pass(source: Bytes, table: TableBuilder, options: CsvOptions): Promise<TableBuilder> {
  const { separator = ',', onProgress, signal } = options
  const tokenizer = new Tokenizer(separator.charCodeAt(0), (record) => table.take(record))
  let buffer = new Uint8Array(2 * BLOCK)
  let held = 0
  let wanted = BLOCK
  let done = 0
  const work = (last: boolean) => {
    signal?.throwIfAborted()
    if (done === held) checkEncoding(buffer)
    const skipped = done === held && isMarked(buffer) ? 3 : 0
    const used = skipped + tokenizer.read(buffer.subarray(skipped, held), last)
    buffer.copyWithin(0, used, held)
    held -= used
    // A record longer than a block is read again from its start: blocks that double keep that linear.
    wanted = Math.max(BLOCK, 2 * held)
  }
  for await (const piece of source.pieces()) {
    buffer = grown(buffer, held + piece.length)
    buffer.set(piece, held)
    held += piece.length
    done += piece.length
    if (held < wanted) continue
    work(false)
    onProgress?.(done, source.total)
    await macrotask()
  }
  work(true)
  onProgress?.(done, done)
  return table
}

/** Lets messages in, an abort among them: awaiting what is already there would not. */
const macrotask = () => new Promise((resolve) => setTimeout(resolve))

/** A byte order mark of UTF-8. */
const isMarked = (bytes: Uint8Array) => bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf

function checkEncoding(bytes: Uint8Array): void {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))
    throw new FormatError('The text is UTF-16, not UTF-8', 'Save the file as UTF-8 ("CSV UTF-8" in Excel).')
}
