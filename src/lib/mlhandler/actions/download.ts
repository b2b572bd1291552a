import { zip } from '$lib/formats/bundle'
import { FormatError } from '$lib/formats/errors'
import { writePlain } from '$lib/formats/plain'
import { writeEstimator } from '$lib/formats/sklearn/write'
import { write } from '$lib/frame/write'
import type { EstimatorState } from '$lib/sklearn/state'
import { familyOf } from '../classes'
import type { Action, Context } from '../context'
import { HttpError } from '../errors'
import { sklearnFamily } from '../families/sklearn'
import type { ConfigRecord, ModelRecord } from '../store'

interface File {
  readonly bytes: Uint8Array<ArrayBuffer> | string
  readonly type: string
  readonly name: string
}

/** GET ?_download&_format=… */
const formats: Readonly<Record<string, (context: Context) => Promise<File>>> = {
  pkl: async (context) => {
    const { record } = await context.model()
    return { bytes: pickle(record), type: 'application/octet-stream', name: 'model.pkl' }
  },
  json: async (context) => {
    const { record } = await context.model()
    return { bytes: modelJson(record), type: 'application/json', name: 'model.json' }
  },
  folder: async (context) => ({
    bytes: await zip(Object.fromEntries(await modelFolder(context))),
    type: 'application/zip',
    name: 'model.zip'
  }),
  zip: async (context) => ({
    bytes: await zip(await configDir(context)),
    type: 'application/zip',
    name: `${baseName(context.session.key)}.zip`
  })
}

/** GET ?_download: the model as scikit-learn's pickle, as our own JSON, as a folder, or with all that belongs to it. */
export const download: Action = async (context) => {
  const format = context.query.get('_format') || ((await context.model()).model.files ? 'folder' : 'pkl')
  if (!Object.hasOwn(formats, format))
    throw new HttpError(
      'unsupported_format',
      `A model cannot be downloaded as "${format}"`,
      `Use one of ${Object.keys(formats).join(', ')}.`
    )
  const { bytes, type, name } = await formats[format](context)
  context.timing.mark('write')
  return new Response(bytes, {
    headers: { 'content-type': type, 'content-disposition': `attachment; filename="${name}"` }
  })
}

function pickle({ class: name, state }: ModelRecord): Uint8Array<ArrayBuffer> {
  if (familyOf(name) !== sklearnFamily)
    throw new FormatError(
      `${name} cannot be put in a pickle`,
      'Pickles are for the classes of scikit-learn: use _format=json or _format=zip.',
      415
    )
  return writeEstimator(state as EstimatorState)
}

/** A text model's files, as a folder that can be opened again. */
async function modelFolder(context: Context): Promise<Map<string, Uint8Array>> {
  const { record, model } = await context.model()
  if (model.files) return model.files()
  throw new FormatError(
    `${record.class} is no folder of files`,
    'Leave _format out, or use _format=json or _format=zip.',
    415
  )
}

const modelJson = (record: ModelRecord): string =>
  writePlain({ format: 'mlhandler.model', version: 1, record })

/** The files of a config_dir, as upstream keeps them; the data as CSV, or as another table format that `_data` names. */
async function configDir(context: Context): Promise<Record<string, Uint8Array | string>> {
  const { session, query } = context
  const { record, model } = await context.model()
  const files: Record<string, Uint8Array | string> = {
    'config.json': configJson(await session.config()),
    'model.json': modelJson(record)
  }
  const frame = await session.frame()
  if (frame) {
    const { bytes, extension } = await write(frame, query.get('_data') || 'csv')
    files[`data.${extension}`] = bytes
  }
  if (model.files) {
    for (const [name, bytes] of await model.files()) files[`model/${name}`] = bytes
    return files
  }
  try {
    files['model.pkl'] = pickle(record)
  } catch (error) {
    if (!(error instanceof FormatError)) throw error
    files['README.txt'] = `There is no model.pkl: ${error.message}. model.json holds the model.\n`
  }
  return files
}

/** As Gramex writes it. */
const configJson = ({ class: name, params, options }: ConfigRecord): string =>
  JSON.stringify({ model: { class: name, params }, transform: options }, null, 2)

const baseName = (path: string): string => path.replace(/\/+$/, '').split('/').at(-1) || 'mlhandler'
