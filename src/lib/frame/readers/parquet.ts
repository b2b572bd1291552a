import type { Column } from '../column'
import { Frame } from '../Frame'
import { inferColumn, type Kind } from '../infer'

/** The index that pandas stores beside the columns. */
const INDEX = /^__index_level_\d+__$/

/** What a column holds at least, so that whole floats stay floats and missing texts stay text. */
const leastKind = (element: {
  type?: string
  converted_type?: string
  logical_type?: { type: string }
}): Kind => {
  const isText = element.converted_type === 'UTF8' || element.logical_type?.type === 'STRING'
  const isFloat =
    element.type === 'FLOAT' || element.type === 'DOUBLE' || element.converted_type === 'DECIMAL'
  return isText ? 'object' : isFloat ? 'float64' : 'missing'
}

/** Reads a Parquet file of any compression. Nested values become their JSON text. */
export async function readParquet(bytes: Uint8Array<ArrayBuffer>): Promise<Frame> {
  const [{ parquetMetadata, parquetRead, parquetSchema }, { compressors }] = await Promise.all([
    import('hyparquet'),
    import('hyparquet-compressors')
  ])
  const buffer = bytes.slice().buffer
  const metadata = parquetMetadata(buffer)
  const length = Number(metadata.num_rows)
  const elements = parquetSchema(metadata).children.filter(({ element }) => !INDEX.test(element.name))
  const values = new Map(elements.map(({ element }) => [element.name, new Array<unknown>(length).fill(null)]))
  await parquetRead({
    file: buffer,
    metadata,
    compressors,
    columns: [...values.keys()],
    onChunk: ({ columnName, columnData, rowStart }) => {
      const column = values.get(columnName) ?? []
      for (let i = 0; i < columnData.length; i++) column[rowStart + i] = columnData[i]
    }
  })
  const columns = elements.map(({ element }): [string, Column] => [
    element.name,
    inferColumn(values.get(element.name) ?? [], leastKind(element))
  ])
  return new Frame(new Map(columns), length)
}
