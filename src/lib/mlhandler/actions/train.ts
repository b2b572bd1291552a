import type { Action } from '../context'
import { readPayload } from '../payload'
import type { Session } from '../session'
import { configure } from '../settings'
import type { ModelRecord } from '../store'
import { answerWatched } from '../stream'
import { train as runTraining } from '../training'

/** POST ?_action=train and retrain. With rows in the body: on them; without: on the stored ones. */
export const train: Action = (context) =>
  answerWatched(context, async (watch) => {
    const { frame, query } = await readPayload(context, watch)
    context.timing.mark('parse')
    const asked = context.query.with(query)
    const record = await runTraining(context.session, {
      frame: frame ?? undefined,
      configure: (config) => configure(config, asked.fields),
      device: asked.get('_device'),
      onPrepared: () => context.timing.mark('prepare'),
      ...watch
    })
    context.timing.mark('compute')
    context.timing.device(record.device)
    return answer(context.session, record)
  })

/** The score; of a class that has none, such as a decomposition, its fitted attributes. */
async function answer(session: Session, { score, warnings }: ModelRecord): Promise<object> {
  const attributes = score === null ? (await session.model())?.model.attributes() : undefined
  return { ...(attributes ?? { score }), ...(warnings.length ? { warnings } : {}) }
}
