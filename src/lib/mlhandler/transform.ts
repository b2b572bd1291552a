/** A handler's transform on its way over rows, and the rows of a prediction through it. */
import type { Frame } from '$lib/frame/Frame'
import { conform, inTypes, refuseInfinity } from './conform'
import { HttpError } from './errors'
import type { Session } from './session'
import type { ModelRecord } from './store'

/** Runs it; what it throws is the answer's error, with its place. */
export async function runTransform(
  spec: string,
  loading: Promise<(frame: Frame) => Promise<Frame>>,
  frame: Frame
): Promise<Frame> {
  try {
    return await (
      await loading
    )(frame)
  } catch (error) {
    if ((error as Error).name === 'NoEngineError') throw error
    const { message, stack = '' } = error as Error
    const place = /([^/\s(]+\.m?js)[^\s:]*:(\d+):(\d+)/.exec(stack)
    throw new HttpError(
      'bad_data',
      `The transform ${spec} failed: ${message}`,
      place ? `Look at ${place[1]}, line ${place[2]}.` : 'Correct data.transform in gramex.yaml.',
      {
        transform: spec,
        ...(place ? { file: place[1], line: Number(place[2]), column: Number(place[3]) } : {})
      }
    )
  }
}

/** The rows of a prediction as the model takes them: in its types, after the transform. Throws 422 for what does not fit. */
export async function modelInput(
  session: Session,
  record: ModelRecord,
  rows: Frame,
  takesRows = false
): Promise<Frame> {
  if (takesRows) return session.transform(rows)
  if (session.handler.data.transform === undefined) return refuseInfinity(conform(rows, record.features))
  const given = record.inputs.filter(({ name }) => rows.has(name))
  const input = await session.transform(conform(rows, given))
  if (input.length === rows.length) return refuseInfinity(conform(input, record.features))
  throw new HttpError(
    'bad_data',
    `The transform ${session.handler.data.transform} made ${input.length} rows of ${rows.length}`,
    'A transform must keep each row, so that each gets its prediction.'
  )
}

/** Rows with their targets as the model can be judged by. Throws 422 for a column that is missing or a value that does not fit. */
export async function scoreInput(
  session: Session,
  { inputs, features, options, targetType }: ModelRecord,
  rows: Frame
): Promise<Frame> {
  const target = options.target_col
  const typed = target !== null && targetType ? [{ name: target, dtype: targetType }] : []
  const input = await session.transform(inTypes(rows, [...inputs, ...typed]))
  const needed = [...features.map(({ name }) => name), ...(target === null ? [] : [target])]
  const missing = needed.filter((name) => !input.has(name))
  if (!missing.length) return inTypes(input, features)
  throw new HttpError(
    'bad_data',
    `Missing: ${missing.join(', ')}`,
    `To score takes ${needed.join(', ')}: what the model learned from, and what it is to predict.`,
    { missing, expected: needed, given: rows.names }
  )
}
