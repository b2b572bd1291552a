/**
 * Takes over what gramex.yaml and the data file say, when they are new or have changed since they were last taken over.
 * Rows that were appended by hand are kept, and that is said.
 */
import { Frame } from '$lib/frame/Frame'
import { read } from '$lib/frame/read'
import { familyOf, readParams } from './classes'
import { conformAppend, schemaOf } from './conform'
import type { HandlerConfig } from './config'
import { HttpError } from './errors'
import type { LoadedFile } from './host'
import { defaultOptions } from './options'
import type { Session } from './session'
import { emptyConfig, type Change, type ConfigRecord } from './store'

/** Brings the store up to date with the handler's yaml block and data file. */
export async function takeOver(session: Session): Promise<void> {
  const { handler, host } = session
  await host.store.lock(`takeover:${session.key}`, async () => {
    const { config } = await session.snapshot()
    const known = config?.sources[handler.key]
    const newBlock = known?.block !== handler.source
    const signature = handler.data.url ? await host.signature(handler.data.url) : null
    const newData =
      handler.data.url !== undefined &&
      (!known || known.data === null || (signature !== null && signature !== known.data))
    if (!newBlock && !newData) return
    const file = newData ? await loadData(session) : undefined
    const change = await changeFor(session, config ?? emptyConfig, newBlock, file)
    await host.store.write(session.key, change)
  })
}

async function loadData({ handler, host }: Session): Promise<{ frame: Frame; signature: string }> {
  const url = handler.data.url!
  let file: LoadedFile
  try {
    file = await host.load(url)
  } catch (error) {
    throw new HttpError(
      'config',
      `The data ${url} cannot be read: ${(error as Error).message}`,
      'Check data.url in gramex.yaml.',
      {
        handler: handler.key,
        url
      }
    )
  }
  return { frame: await read(file), signature: file.signature }
}

async function changeFor(
  session: Session,
  config: ConfigRecord,
  newBlock: boolean,
  file: { frame: Frame; signature: string } | undefined
): Promise<Change> {
  const { handler } = session
  const asked = newBlock ? await settingsOf(handler, config) : config
  const data = file ? await withAppended(session, file.frame) : { change: {}, notices: [] }
  const learns =
    asked.class !== null &&
    (file !== undefined ||
      familyOf(asked.class).initial !== undefined ||
      (await session.snapshot()).schema !== null)
  const known = config.sources[handler.key]
  return {
    ...data.change,
    config: {
      ...asked,
      notices: data.notices,
      autoTrain: learns,
      sources: {
        ...config.sources,
        [handler.key]: { block: handler.source, data: file?.signature ?? known?.data ?? null }
      }
    }
  }
}

/** The yaml block's class, parameters and options; what it leaves open stays as it was. */
async function settingsOf({ model }: HandlerConfig, config: ConfigRecord): Promise<ConfigRecord> {
  const name = model.class ?? config.class
  if (model.class) familyOf(model.class)
  const params = name === null ? {} : await readParams(name, model.params)
  const kept = model.class === undefined || model.class === config.class ? config.params : {}
  const says = Object.keys(model.options).length > 0 || model.class !== undefined
  return {
    ...config,
    class: name,
    params: model.class ? params : { ...kept, ...params },
    options: says ? { ...defaultOptions, ...model.options } : config.options
  }
}

/** The file's rows, below them what was appended by hand to the data of before. */
async function withAppended(session: Session, frame: Frame): Promise<{ change: Change; notices: string[] }> {
  const { appended } = await session.host.store.data(session.key)
  if (!appended.length) return { change: { data: frame.toState() }, notices: [] }
  const byHand = appended.map((state) => Frame.fromState(state)).reduce((a, b) => a.concat(b))
  try {
    const fitting = conformAppend(byHand, schemaOf(frame))
    return {
      change: { data: frame.toState(), append: fitting.toState() },
      notices: [`The data file changed; the ${byHand.length} appended rows were kept below it.`]
    }
  } catch (error) {
    return {
      change: {},
      notices: [
        `The data file changed, but the ${byHand.length} appended rows do not fit its columns (${(error as Error).message}): ` +
          'the data of before was kept. DELETE ?_cache and reload to take the new file.'
      ]
    }
  }
}
