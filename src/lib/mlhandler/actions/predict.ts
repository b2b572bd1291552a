import type { FitWarning } from '$lib/estimator/progress'
import type { Frame } from '$lib/frame/Frame'
import { inTypes, rowsOf } from '../conform'
import type { Action, Context } from '../context'
import { insist, readDevice, startJob } from '../device'
import { HttpError } from '../errors'
import type { Predictions } from '../families/family'
import { json } from '../json'
import { readRows } from '../payload'
import { modelInput } from '../transform'

/** GET ?column=value&… */
export const predictQuery: Action = (context) => {
  const rows = rowsOf(context.query.fields)
  context.timing.mark('parse')
  return predict(context, rows)
}

/** POST ?_action=predict, rows in the body (or in the query, when there is no body). */
export const predictBody: Action = async (context) => {
  const { frame: rows } = await readRows(context, context.query)
  context.timing.mark('parse')
  if (!rows)
    throw new HttpError(
      'bad_argument',
      'There are no rows to predict',
      'Send rows as JSON or as a file, or columns in the query.'
    )
  return predict(context, rows)
}

async function predict(context: Context, rows: Frame): Promise<Response> {
  const { record, model } = await context.model()
  if (!rows.length) return json([])
  const input = await modelInput(context.session, record, rows, model.takesRows)
  context.timing.mark('prepare')
  const proba = context.query.has('_proba')
  const interval = readInterval(context.query.get('_interval'))
  const wish = readDevice(context.query.get('_device'), context.session.handler.device)
  const { model: placed, job } = (await model.on?.(wish.name)) ?? {
    model,
    job: await startJob(context.session.host.devices, wish)
  }
  insist(wish, job.warnings)
  const { signal } = context
  const warnings: string[] = []
  const warn = ({ message }: FitWarning): void => void warnings.push(message)
  const predictions = await placed.predict(input, { proba, interval, signal, backend: job.backend, warn })
  context.timing.mark('compute')
  context.timing.device(job.used(), [...warnings, ...job.warnings])
  const target = record.options.target_col ?? model.target ?? 'prediction'
  const given = model.takesRows ? rows : inTypes(rows, record.inputs)
  return json(context.is194 ? asRecords(given, target, predictions) : asList(target, predictions))
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

/** Upstream's answer: the rows, in their columns' types, with the target column. */
const asRecords = (
  rows: Frame,
  target: string,
  { values, proba, upstream }: Predictions
): readonly unknown[] =>
  upstream ??
  rows
    .toRecords()
    .map((record, i) => ({ ...record, [target]: values[i], ...(proba ? { _proba: proba[i] } : {}) }))
