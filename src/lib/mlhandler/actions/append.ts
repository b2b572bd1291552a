import type { Frame } from '$lib/frame/Frame'
import { conformAppend } from '../conform'
import type { Action, Context } from '../context'
import { HttpError } from '../errors'
import { readRows } from '../payload'
import type { Session } from '../session'
import type { ModelRecord } from '../store'
import { answerWatched } from '../stream'

/** POST ?_action=append: adds rows below the stored ones, or stores the first ones. */
export const append: Action = (context) =>
  answerWatched(context, async (watch) => {
    const { frame } = await readRows(context, context.query, watch)
    context.timing.mark('parse')
    if (!frame)
      throw new HttpError(
        'bad_argument',
        'There are no rows to append',
        'Send rows as JSON, as a file or as form fields.'
      )
    if (frame.length && !frame.names.length)
      throw new HttpError('bad_data', 'The rows have no columns', 'Send rows such as {"age": 22}.')
    watch.onProgress?.({ phase: 'store', done: 0, total: frame.length })
    const rows = await addRows(context, frame)
    context.timing.mark('store')
    return context.is194 ? null : { appended: frame.length, rows }
  })

/** One write; gives the number of rows after it. */
async function addRows({ session, requestId }: Context, frame: Frame): Promise<number> {
  const { store } = session.host
  return store.lock(`write:${session.key}`, async () => {
    const { schema, rows, done } = await session.snapshot()
    if (done.includes(requestId)) return rows
    const fitting = schema && frame.names.length ? conformAppend(frame, schema) : frame
    // A table without rows says nothing of its columns' types.
    if (!fitting.length) return rows
    const model = schema ? await extended(session, fitting, rows) : undefined
    await store.write(session.key, { append: fitting.toState(), model, request: requestId })
    return rows + fitting.length
  })
}

/**
 * A forecast's model goes on with the new rows; any other waits for a retrain, as does one that learned from other rows than
 * the `stored` ones. Throws 422 for rows that do not follow: no later train could take them either.
 */
async function extended(session: Session, rows: Frame, stored: number): Promise<ModelRecord | undefined> {
  const trained = await session.model()
  if (!trained?.model.append || trained.record.rows !== stored) return undefined
  const state = await trained.model.append(await session.transform(rows))
  return state ? { ...trained.record, state, rows: stored + rows.length } : undefined
}
