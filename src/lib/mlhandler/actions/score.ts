import type { Action } from '../context'
import { HttpError } from '../errors'
import { json } from '../json'
import { readPayload } from '../payload'

/** POST ?_action=score: on the posted rows, else on the stored ones. */
export const score: Action = async (context) => {
  const { frame, query } = await readPayload(context.request)
  context.timing.mark('parse')
  const { record, model } = await context.model()
  const rows = frame ?? (await context.session.frame())
  if (!rows) throw new HttpError('no_data', 'There are no rows to score', 'Send rows in the body.')
  const result = await model.score(
    await context.session.transform(rows),
    record.options,
    context.query.with(query).get('_metric')
  )
  context.timing.mark('compute')
  return json({ score: result })
}
