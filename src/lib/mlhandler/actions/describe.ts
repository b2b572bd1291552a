import { write } from '$lib/frame/write'
import { allParams } from '../classes'
import type { Action } from '../context'
import { HttpError } from '../errors'
import type { OpenModel } from '../families/family'
import { json } from '../json'
import type { Session, Trained } from '../session'
import type { ConfigRecord, ModelRecord } from '../store'

/** GET ?_model: the class and its parameters, as the next training takes them. */
export const getModel: Action = async (context) => {
  const { model } = await context.model()
  const format = context.query.get('_format') || 'json'
  if (format === 'html') return summaryPage(model)
  if (format !== 'json')
    throw new HttpError('unsupported_format', `A model is not shown as "${format}"`, 'Use json or html.')
  const { class: name, params } = await context.session.config()
  const all = await allParams(name!, params)
  return json(context.is194 ? all : { params: all, model: name })
}

function summaryPage(model: OpenModel): Response {
  if (model.summary)
    return new Response(model.summary().html, { headers: { 'content-type': 'text/html; charset=utf-8' } })
  throw new HttpError('bad_argument', 'This class has no summary', 'Leave _format out.')
}

/** GET ?_params: options, parameters and fitted attributes. */
export const getParams: Action = async (context) => {
  const { session } = context
  const { autoTrain } = await session.config()
  return json(await describe(session, autoTrain ? await context.model() : await session.model()))
}

export async function describe(session: Session, trained: Trained | null): Promise<object> {
  const config = await session.config()
  return {
    opts: config.options,
    params: { class: config.class, params: config.class ? await allParams(config.class, config.params) : {} },
    attrs: trained?.model.attributes() ?? {},
    ...(trained ? { stale: isStale(config, trained.record), ...about(trained.record) } : {}),
    ...(config.notices.length ? { notices: config.notices } : {})
  }
}

const about = ({ score, rows, warnings, trainedAt, device }: ModelRecord): object => ({
  score,
  rows,
  trained_at: new Date(trainedAt).toISOString(),
  device,
  ...(warnings.length ? { warnings } : {})
})

/** Were class, parameters or options changed since the model was trained? */
export const isStale = (
  config: ConfigRecord,
  record: Pick<ModelRecord, 'class' | 'params' | 'options'>
): boolean =>
  JSON.stringify([config.class, config.params, config.options]) !==
  JSON.stringify([record.class, record.params, record.options])

/** GET ?_cache: the stored rows, as JSON records or in another `_format`. */
export const getCache: Action = async (context) => {
  const frame = await context.session.frame()
  if (!frame) throw new HttpError('no_data', 'There is no stored data', 'Send rows: POST ?_action=append.')
  const format = context.query.get('_format') || 'json'
  const { bytes, type, extension } = await write(frame, format)
  context.timing.mark('prepare')
  const headers = new Headers({ 'content-type': type })
  if (format !== 'json') headers.set('content-disposition', `attachment; filename="data.${extension}"`)
  return new Response(bytes, { headers })
}
