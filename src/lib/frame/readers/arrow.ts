import type { Field, Vector } from 'apache-arrow'
import type { Column } from '../column'
import { FormatError } from '$lib/formats/errors'
import { Frame } from '../Frame'
import { inferColumn, type Kind } from '../infer'
import { checkArrow } from './arrowCheck'
import { inflateLz4Frame } from './lz4'

const INDEX = /^__index_level_\d+__$/

/** Arrow IPC, file or stream, which Feather (version 2) is too; uncompressed, LZ4 or ZSTD. */
export async function readArrow(bytes: Uint8Array): Promise<Frame> {
  if (bytes[0] === 0x46)
    throw new FormatError(
      'Feather version 1 is not supported',
      'Write it anew with to_feather, in version 2.'
    )
  checkArrow(bytes)
  const [arrow, { decompressZstd }] = await Promise.all([
    import('apache-arrow'),
    import('hyparquet-compressors')
  ])
  const { CompressionType, compressionRegistry, DataType } = arrow
  // Copies, since Arrow views its buffers as wider types, which must be aligned.
  compressionRegistry.set(CompressionType.LZ4_FRAME, { decode: (data) => inflateLz4Frame(data).slice() })
  compressionRegistry.set(CompressionType.ZSTD, { decode: (data) => decompressZstd(data).slice() })

  const kindOf = ({ type }: Field): Kind => {
    const inner = DataType.isDictionary(type) ? type.dictionary : type
    if (DataType.isFloat(inner)) return 'float64'
    return DataType.isUtf8(inner) || DataType.isLargeUtf8(inner) ? 'object' : 'missing'
  }
  const table = arrow.tableFromIPC(bytes)
  const fields = table.schema.fields.filter((field) => !INDEX.test(field.name))
  const columns = fields.map((field): [string, Column] => {
    const vector = table.getChild(field.name) as Vector
    const isDate = DataType.isDate(field.type) || DataType.isTimestamp(field.type)
    const values = Array.from(vector, (value: unknown) =>
      isDate && value !== null ? new Date(Number(value)) : value
    )
    return [field.name, inferColumn(values, kindOf(field))]
  })
  return new Frame(new Map(columns), table.numRows)
}
