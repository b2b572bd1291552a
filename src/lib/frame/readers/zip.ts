import { FormatError } from '$lib/formats/errors'

/** What may come out of a compressed file, in bytes: more is taken for a decompression bomb. */
export const LIMIT = 2e9

export const tooLarge = (limit: number): FormatError =>
  new FormatError(`It unpacks to more than ${limit / 1e6} MB`, 'Send it in parts.', 413)

/** Deflate cannot shrink further than this. */
const MAX_RATIO = 1032

const [STORED, DEFLATED] = [0, 8]
const [END, ENTRY] = [0x06054b50, 0x02014b50]

/** A file in a zip archive, as its directory tells it. */
export interface ZipEntry {
  readonly name: string
  readonly method: number
  readonly crc: number
  readonly packed: Uint8Array
  readonly size: number
}

const CRC_TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  return crc
})

function crc32(bytes: Uint8Array): number {
  let crc = -1
  for (let i = 0; i < bytes.length; i++) crc = CRC_TABLE[(crc ^ bytes[i]) & 0xff] ^ (crc >>> 8)
  return ~crc >>> 0
}

/**
 * The files of a zip archive (PKWARE's APPNOTE 6.3, without encryption and zip64), read strictly: a broken archive ends
 * here and not in the parsers behind it, some of which never end on one.
 */
export function zipEntries(bytes: Uint8Array): ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let end = bytes.length - 22
  while (end >= 0 && view.getUint32(end, true) !== END) end--
  if (end < 0) throw new FormatError('The zip archive has no directory: the file is cut off')
  const entries: ZipEntry[] = []
  let at = view.getUint32(end + 16, true)
  for (let i = view.getUint16(end + 10, true); i > 0; i--) {
    if (view.getUint32(at, true) !== ENTRY) throw new FormatError("The zip archive's directory is broken")
    if (view.getUint16(at + 8, true) & 1)
      throw new FormatError('The file is protected by a password', 'Save it without.')
    const nameLength = view.getUint16(at + 28, true)
    const local = view.getUint32(at + 42, true)
    const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true)
    const packed = bytes.subarray(start, start + view.getUint32(at + 20, true))
    entries.push({
      name: new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength)),
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      packed,
      size: view.getUint32(at + 24, true)
    })
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
  }
  return entries
}

/** The content of a file in an archive, checked against its checksum. */
export async function unzipEntry(entry: ZipEntry, limit = LIMIT): Promise<Uint8Array> {
  const { name, method, crc, packed, size } = entry
  const { inflateSync } = await import('fflate')
  if (size > limit) throw tooLarge(limit)
  if (method !== STORED && method !== DEFLATED)
    throw new FormatError(`"${name}" is compressed by a method that is not supported (${method})`)
  if (size > packed.length * MAX_RATIO + 64) throw new FormatError(`"${name}" in the archive is broken`)
  const content = method === STORED ? packed : inflateSync(packed, { out: new Uint8Array(size) })
  if (content.length !== size || crc32(content) !== crc)
    throw new FormatError(`"${name}" in the archive is broken`)
  return content
}
