import { readCsv } from './csv'
import { FormatError } from '$lib/formats/errors'
import type { Frame } from './Frame'
import { readJson, readJsonLines } from './json'
import { type Kind, KINDS, kindOfBytes, kindOfName, kindOfType, SUPPORTED } from './kinds'
import { gunzip, onlyFile } from './readers/archive'
import { unzipEntry, zipEntries } from './readers/zip'

export interface Input {
  readonly bytes?: Uint8Array
  readonly blob?: Blob
  /** The file's name, if it has one. */
  readonly name?: string
  /** The Content-Type that came with it. It is the least believed: curl claims a form for everything. */
  readonly type?: string
  /** Told the bytes read so far and their total; by the CSV reader only, the others have no middle. */
  readonly onProgress?: (done: number, total?: number) => void
  readonly signal?: AbortSignal
  /** The most bytes that may come out of a compressed file: more is refused, as it may never end. Default: 2 GB. */
  readonly limit?: number
}

const HEAD = 4096
const AS_BINARY =
  'curl -d drops line breaks and zero bytes: send the file with --data-binary @file, or with -F file=@file.'

/**
 * Reads a table from a file of any supported format, told by its first bytes, its name and its Content-Type. gzip and
 * zip may be around it. The readers' libraries are loaded when first used.
 * @throws FormatError naming the file and what is wrong with it
 */
export async function read(input: Input): Promise<Frame> {
  input.signal?.throwIfAborted()
  const blob = input.blob ?? new Blob([input.bytes as Uint8Array<ArrayBuffer>])
  const head = new Uint8Array(await blob.slice(0, HEAD).arrayBuffer())
  const subject = input.name ? `"${input.name}"` : 'The data'
  if (!blob.size) throw new FormatError(`${subject} is empty`, 'Send a file with a header and rows.')
  const kind = kindOf(head, input, subject)
  try {
    return await READERS[kind](blob, input)
  } catch (error) {
    if (input.signal?.aborted) throw error
    const known = error instanceof FormatError ? error : undefined
    const problem = known
      ? lower(known.message)
      : `it is broken (${error instanceof Error ? error.message : error})`
    throw new FormatError(
      `${subject} cannot be read as ${KINDS[kind].title}: ${problem}`,
      isStripped(kind, head, blob.size) ? AS_BINARY : known?.hint,
      known?.status
    )
  }
}

const lower = (text: string) => text[0].toLowerCase() + text.slice(1)

/** Has this binary file lost its zero bytes and line breaks on the way, as by curl -d? */
const isStripped = (kind: Kind, head: Uint8Array, size: number) =>
  'magic' in KINDS[kind] && size > 32 && !head.some((byte) => byte === 0 || byte === 0x0a || byte === 0x0d)

function kindOf(head: Uint8Array, { name = '', type = '' }: Input, subject: string): Kind {
  const found = kindOfBytes(head)
  const claimed = kindOfName(name) ?? kindOfType(type)
  if (found) return found === 'zip' && claimed === 'excel' ? 'excel' : found
  if (claimed && KINDS[claimed].magic && kindOfName(name))
    throw new FormatError(
      `${subject} is not a ${KINDS[claimed].title} file: its first bytes are others`,
      AS_BINARY
    )
  if (!isText(head))
    throw new FormatError(
      `The format of ${subject.replace('The', 'the')} is not known`,
      `Supported are ${SUPPORTED}.`,
      415
    )
  const text = new TextDecoder().decode(head)
  if (claimed && ['csv', 'tsv'].includes(claimed) && isJson(text)) return 'json'
  if (claimed && !KINDS[claimed].magic && claimed !== 'json') return claimed
  return kindOfText(text, claimed, subject)
}

/** No header of a table begins so. */
const isJson = (text: string) => /^\ufeff?\s*(?:\[\s*[[{]|\{\s*")/.test(text)

/** JSON by its first character, or else a table of separated values. */
function kindOfText(head: string, claimed: Kind | undefined, subject: string): Kind {
  const text = head.replace(/^\ufeff/, '').trimStart()
  if (claimed === 'json' || text[0] === '{' || text[0] === '[') return 'json'
  if (/^<(!doctype|html|\?xml|svg|table)/i.test(text))
    throw new FormatError(`${subject} is HTML or XML, not a table`, `Supported are ${SUPPORTED}.`, 415)
  const header = text.split(/[\r\n]/, 1)[0]
  return header.includes('\t') && !header.includes(',') ? 'tsv' : 'csv'
}

/** Text has no control characters but blanks; UTF-16 with its byte order mark is the CSV reader's to refuse. */
const isText = (head: Uint8Array) =>
  (head[0] === 0xff && head[1] === 0xfe) ||
  (head[0] === 0xfe && head[1] === 0xff) ||
  head.every((byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0c || byte === 0x0d)

type Reader = (blob: Blob, input: Input) => Promise<Frame>

const bytesOf = async (blob: Blob) => new Uint8Array(await blob.arrayBuffer())

/** UTF-8 text, without a byte order mark. */
async function textOf(blob: Blob): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await blob.arrayBuffer())
  } catch {
    throw new FormatError('it is not UTF-8', 'Save the file as UTF-8.')
  }
}

const separated =
  (separator: string): Reader =>
  async (blob, { onProgress, signal }) => {
    const frame = await readCsv(blob, { separator, onProgress, signal })
    if (!frame.length && frame.names.length > 1 && !(await hasLineBreak(blob)))
      throw new FormatError('it has no line breaks, so that all is header', AS_BINARY)
    refuseOtherSeparator(frame, separator)
    return frame
  }

/** A table that is all one column, in whose header and rows another separator stands. */
function refuseOtherSeparator(frame: Frame, separator: string): void {
  const [name, ...more] = frame.names
  if (more.length) return
  const other = [',', ';', '\t', '|'].find(
    (mark) =>
      mark !== separator &&
      name.includes(mark) &&
      (!frame.length || String(frame.get(0, name)).includes(mark))
  )
  if (other)
    throw new FormatError(
      `its columns are separated by ${JSON.stringify(other)}, so that all is one column`,
      'Separate them by commas, or by tabs in a file called .tsv; decimals have a point.'
    )
}

const hasLineBreak = async (blob: Blob) =>
  (await bytesOf(blob)).some((byte) => byte === 0x0a || byte === 0x0d)

const READERS: Readonly<Record<Kind, Reader>> = {
  csv: separated(','),
  tsv: separated('\t'),
  json: async (blob) => readJson(await textOf(blob)),
  jsonl: async (blob) => readJsonLines(await textOf(blob)),
  excel: async (blob) => (await import('./readers/excel')).readExcel(await bytesOf(blob)),
  parquet: async (blob) => (await import('./readers/parquet')).readParquet(await bytesOf(blob)),
  arrow: async (blob) => (await import('./readers/arrow')).readArrow(await bytesOf(blob)),
  hdf5: async (blob) => (await import('./readers/hdf5')).readHdf5(await bytesOf(blob)),
  gzip: async (blob, input) => {
    const { name, onProgress, signal, limit } = input
    return read({
      blob: await gunzip(blob, limit),
      name: name?.replace(/\.gz$/i, ''),
      onProgress,
      signal,
      limit
    })
  },
  zip: async (blob, { onProgress, signal, limit }) => {
    const entries = zipEntries(await bytesOf(blob))
    if (entries.some(({ name }) => name === 'xl/workbook.xml')) return READERS.excel(blob, {})
    const file = onlyFile(entries)
    return read({ bytes: await unzipEntry(file, limit), name: file.name, onProgress, signal, limit })
  }
}
