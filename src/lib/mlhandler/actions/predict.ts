import type { Frame } from '$lib/frame/Frame'
import { rowsOf } from '../conform'
import type { Action, Context } from '../context'
import { readDevice, startJob } from '../device'
import { HttpError } from '../errors'
import type { Predictions } from '../families/family'
import { json } from '../json'
import { readPayload } from '../payload'
import { modelInput } from '../transform'

/** GET ?column=value&… */
export const predictQuery: Action = (context) => predict(context, rowsOf(context.query.fields))

/** POST ?_action=predict, rows in the body (or in the query, when there is no body). */
export const predictBody: Action = async (context) => {
  const { frame, query } = await readPayload(context.request)
  context.timing.mark('parse')
  const { fields } = context.query.with(query)
  if (!frame && !Object.keys(fields).length)
    throw new HttpError(
      'bad_argument',
      'There are no rows to predict',
      'Send rows as JSON or as a file, or columns in the query.'
    )
  return predict(context, frame ?? rowsOf(fields))
}

async function predict(context: Context, rows: Frame): Promise<Response> {
  const { record, model } = await context.model()
  const input = await modelInput(context.session, record, rows, model.takesRows)
  context.timing.mark('prepare')
  const proba = context.query.has('_proba')
  const interval = readInterval(context.query.get('_interval'))
  const { devices } = context.session.host
  const job = await startJob(
    devices,
    readDevice(context.query.get('_device'), context.session.handler.device)
  )
  const { signal } = context
  const predictions = await model.predict(input, { proba, interval, signal, backend: job.backend })
  context.timing.mark('compute')
  context.timing.device(job.used(), job.warnings)
  const target = record.options.target_col ?? model.target ?? 'prediction'
  return json(context.is194 ? asRecords(rows, target, predictions) : asList(target, predictions))
}

function readInterval(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const interval = text === '' ? 0.95 : Number(text)
  if (interval > 0 && interval < 1) return interval
  throw new HttpError(
    'bad_argument',
    `_interval = "${text}" is not possible`,
    'It is the share to be covered, as 0.95.'
  )
}

/** The documents' answer: a value a row; with probabilities, an object a row. */
function asList(target: string, { values, proba }: Predictions): readonly unknown[] {
  if (!proba) return values
  return values.map((value, i) => ({ [target]: value, _proba: proba[i] }))
}

/** Upstream's answer: the rows with the target column. */
const asRecords = (
  rows: Frame,
  target: string,
  { values, proba, upstream }: Predictions
): readonly unknown[] =>
  upstream ??
  rows
    .toRecords()
    .map((record, i) => ({ ...record, [target]: values[i], ...(proba ? { _proba: proba[i] } : {}) }))
