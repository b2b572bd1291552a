import { conformAppend } from '../conform'
import type { Action } from '../context'
import { HttpError } from '../errors'
import { json } from '../json'
import { readPayload } from '../payload'

/** POST ?_action=append: adds rows below the stored ones, or stores the first ones. */
export const append: Action = async (context) => {
  const { frame } = await readPayload(context.request)
  context.timing.mark('parse')
  if (!frame)
    throw new HttpError('bad_argument', 'There are no rows to append', 'Send rows as JSON or as a file.')
  const { session } = context
  const { store } = session.host
  const total = await store.lock(`write:${session.key}`, async () => {
    const { schema, rows, done } = await session.snapshot()
    if (done.includes(context.requestId)) return rows
    const fitting = schema ? conformAppend(frame, schema) : frame
    await store.write(session.key, { append: fitting.toState(), request: context.requestId })
    return rows + fitting.length
  })
  context.timing.mark('store')
  return json(context.is194 ? null : { appended: frame.length, rows: total })
}
