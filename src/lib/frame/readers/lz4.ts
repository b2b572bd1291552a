const MAGIC = 0x184d2204

/** Output that grows, since a frame need not tell its length. */
interface Output {
  bytes: Uint8Array
  length: number
}

function reserve(out: Output, more: number): void {
  if (out.length + more <= out.bytes.length) return
  const bigger = new Uint8Array(Math.max(out.length + more, out.bytes.length * 2, 4096))
  bigger.set(out.bytes.subarray(0, out.length))
  out.bytes = bigger
}

/** One compressed block: literals, each run followed by a copy of earlier output (which may be of another block). */
function inflateBlock(block: Uint8Array, out: Output): void {
  let at = 0
  const longer = (nibble: number) => {
    let length = nibble
    for (let byte = nibble === 15 ? 255 : 0; byte === 255; length += byte) {
      if (at >= block.length) throw new Error('An LZ4 block ends within a length')
      byte = block[at++]
    }
    return length
  }
  while (at < block.length) {
    const token = block[at++]
    const literals = longer(token >> 4)
    if (at + literals > block.length) throw new Error('An LZ4 block ends within its literals')
    reserve(out, literals)
    out.bytes.set(block.subarray(at, at + literals), out.length)
    out.length += literals
    at += literals
    if (at >= block.length) return
    const offset = block[at] | (block[at + 1] << 8)
    at += 2
    if (!offset || offset > out.length)
      throw new Error('An LZ4 block refers to what lies before its beginning')
    const copied = longer(token & 15) + 4
    reserve(out, copied)
    const from = out.length - offset
    // Byte by byte: a copy may overlap what it writes.
    for (let i = 0; i < copied; i++) out.bytes[out.length + i] = out.bytes[from + i]
    out.length += copied
  }
}

/** Decompresses an LZ4 frame (lz4 frame format 1.6.1), as Arrow's IPC buffers are; checksums are not verified. */
export function inflateLz4Frame(input: Uint8Array): Uint8Array {
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength)
  if (view.getUint32(0, true) !== MAGIC) throw new Error('No LZ4 frame begins here')
  const flags = view.getUint8(4)
  const [hasSize, hasBlockChecksum, hasDictionary] = [flags & 8, flags & 16, flags & 1]
  let at = 7 + (hasSize ? 8 : 0) + (hasDictionary ? 4 : 0)
  const out: Output = {
    bytes: new Uint8Array(hasSize ? Math.min(Number(view.getBigUint64(6, true)), 1 << 28) : 0),
    length: 0
  }
  for (;;) {
    const size = view.getUint32(at, true)
    at += 4
    if (!size) return out.bytes.subarray(0, out.length)
    const stored = size >>> 31 === 1
    const block = input.subarray(at, at + (size & 0x7fffffff))
    if (block.length < (size & 0x7fffffff)) throw new Error('An LZ4 frame ends within a block')
    if (stored) {
      reserve(out, block.length)
      out.bytes.set(block, out.length)
      out.length += block.length
    } else inflateBlock(block, out)
    at += block.length + (hasBlockChecksum ? 4 : 0)
  }
}
