/** Frames as danfojs DataFrames and back: what transforms and templates work with. */
import type { DataFrame } from 'danfojs-base'
import { Frame } from './Frame'

export type Danfo = typeof import('danfojs-base')

/** danfojs, loaded when it is first needed. */
export const loadDanfo = (): Promise<Danfo> => import('danfojs-base')

/** A danfojs DataFrame of the same columns; missing numbers are NaN, other missing values undefined, as danfojs has them. */
export function toDataFrame(frame: Frame, { DataFrame }: Danfo): DataFrame {
  const columns = frame.names.map((name): [string, unknown[]] => {
    const { dtype } = frame.column(name)
    const isNumber = dtype === 'int64' || dtype === 'float64'
    return [
      name,
      isNumber ? Array.from(frame.numbers(name)) : frame.labels(name).map((value) => value ?? undefined)
    ]
  })
  return new DataFrame(Object.fromEntries(columns))
}

/** The columns of a danfojs DataFrame; types are told by the values. */
export function fromDataFrame(data: DataFrame): Frame {
  const values = data.values as unknown[][]
  return Frame.fromColumns(
    Object.fromEntries(data.columns.map((name, j) => [name, values.map((row) => row[j])]))
  )
}
