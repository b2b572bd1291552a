import type { Action } from '../context'
import { insist, readDevice } from '../device'
import { HttpError } from '../errors'
import { json } from '../json'
import { readRows } from '../payload'
import { scoreInput } from '../transform'

/** POST ?_action=score: on the posted rows, else on the stored ones. */
export const score: Action = async (context) => {
  const { frame } = await readRows(context)
  context.timing.mark('parse')
  const { record, model } = await context.model()
  const { session } = context
  const rows = frame ?? (await session.frame())
  if (!rows?.length)
    throw new HttpError(rows ? 'bad_data' : 'no_data', 'There are no rows to score', 'Send rows in the body.')
  const input = model.takesRows ? await session.transform(rows) : await scoreInput(session, record, rows)
  context.timing.mark('prepare')
  const metric = context.query.get('_metric') || undefined
  const wish = readDevice(context.query.get('_device'), session.handler.device)
  const own = await model.on?.(wish.name)
  if (own) insist(wish, own.job.warnings)
  const result = await (own?.model ?? model).score(input, record.options, metric, context.signal)
  context.timing.mark('compute')
  context.timing.device(own?.job.used() ?? 'cpu', own?.job.warnings)
  return json({ score: result })
}
