/** Training as a job: queues behind another of the same handler, and changes the store only when it is done. */
import type { Progress } from '$lib/estimator/progress'
import type { Frame } from '$lib/frame/Frame'
import { schemaOf } from './conform'
import { allParams, familyOf } from './classes'
import { readDevice, startJob, type Wish } from './device'
import { HttpError } from './errors'
import type { FitResult } from './families/family'
import type { ModelOptions } from './options'
import { featureColumns } from './prepare'
import type { Session } from './session'
import { emptyConfig, type ConfigRecord, type ModelRecord, type Snapshot } from './store'

export interface TrainOptions {
  /** Learn from these rows; without it, from the stored ones. */
  readonly frame?: Frame
  /** What the request changes of the configuration; kept. */
  readonly configure?: (config: ConfigRecord) => Promise<ConfigRecord>
  readonly signal?: AbortSignal
  /** The device that the request asks for; without it the handler's. */
  readonly device?: string
  readonly onProgress?: (progress: Progress) => void
  /** Called when its turn has come and the rows are as the class takes them: the fit begins. */
  readonly onPrepared?: () => void
}

/** Trains and stores the model. Throws, with the old model and data as they were, when anything fails or is aborted. */
export async function train(session: Session, options: TrainOptions = {}): Promise<ModelRecord> {
  const { store } = session.host
  return store.lock(`train:${session.key}`, () => trainNow(session, options), options.signal)
}

async function trainNow(
  session: Session,
  { frame: posted, configure, device, signal, onProgress, onPrepared }: TrainOptions
): Promise<ModelRecord> {
  const wish = readDevice(device, session.handler.device)
  const before = await session.snapshot()
  const config = configure ? await configure(before.config ?? emptyConfig) : (before.config ?? emptyConfig)
  const frame = posted ?? (await session.frame())
  if (config.class === null)
    throw new HttpError(
      'bad_argument',
      'There is no class to train',
      'Name one: PUT ?_model&class=LogisticRegression.'
    )
  const family = familyOf(config.class)
  if (!frame && !family.initial)
    throw new HttpError(
      'no_data',
      'There is no data to train on',
      'Send rows in the body, or name data.url in gramex.yaml.'
    )
  if (frame && !frame.length)
    throw new HttpError('bad_data', 'There are no rows to train on', 'Send rows below the header.')
  const params = await allParams(config.class, config.params)
  if (!frame) onPrepared?.()
  const watch = { signal, onProgress, onPrepared }
  const fitted = frame
    ? await learn(session, frame, { ...config, class: config.class }, params, wish, watch)
    : {
        device: 'cpu',
        ...(await family.initial!(config.class, params, {
          signal,
          onProgress,
          wish,
          text: session.host.text
        }))
      }
  const model: ModelRecord = {
    ...fitted,
    class: config.class,
    params: config.params,
    options: config.options,
    inputs: frame
      ? schemaOf(frame).filter(({ name }) => name !== config.options.target_col)
      : fitted.features,
    targetType: frame?.dtypes[config.options.target_col ?? ''],
    trainedAt: Date.now()
  }
  await keep(session, model, { ...config, autoTrain: false }, before, posted)
  return model
}

/** Upstream 1.94 builds the pipeline only when cats or nums is given; here also where text is to be encoded. */
function fitOptions(options: ModelOptions, frame: Frame, apiVersion: string | undefined): ModelOptions {
  if (apiVersion !== '1.94' || options.cats.length || options.nums.length) return options
  const isNumber = (name: string): boolean => !['object', 'bool'].includes(frame.column(name).dtype)
  return featureColumns(frame.names, options).every(isNumber) ? { ...options, pipeline: false } : options
}

/** Fits the class to the rows, as the handler's transform makes them. */
async function learn(
  session: Session,
  frame: Frame,
  config: ConfigRecord & { readonly class: string },
  params: Readonly<Record<string, unknown>>,
  wish: Wish,
  { signal, onProgress, onPrepared }: TrainOptions
): Promise<FitResult & { readonly device: string }> {
  const { host, handler } = session
  if (frame.length * frame.names.length > (host.mostValues ?? Infinity))
    throw new HttpError(
      'no_engine',
      'No engine could be reached to train',
      'Open a page of this site that starts one (its home page does), then ask again.'
    )
  const previous = await session.model().catch(() => null)
  const family = familyOf(config.class)
  const job = family.ownDevices ? null : await startJob(host.devices, wish)
  const input = await session.transform(frame)
  onPrepared?.()
  const fitted = await family.fit({
    class: config.class,
    params,
    options: fitOptions(config.options, input, handler.apiVersion),
    frame: input,
    unknown: handler.unknown,
    previous: previous?.record ?? null,
    signal,
    onProgress,
    pool: host.pool,
    backend: job?.backend,
    text: host.text,
    wish
  })
  return {
    ...fitted,
    warnings: [...fitted.warnings, ...(job?.warnings ?? [])],
    device: fitted.device ?? job?.used() ?? 'cpu'
  }
}

/** One write at the end. Refused when the model was deleted or replaced while this one was being trained. */
async function keep(
  session: Session,
  model: ModelRecord,
  config: ConfigRecord,
  before: Snapshot,
  posted: Frame | undefined
): Promise<void> {
  const { store } = session.host
  await store.lock(`write:${session.key}`, async () => {
    const now = await session.snapshot()
    if (now.versions.model !== before.versions.model)
      throw new HttpError(
        'conflict',
        'The model was deleted or replaced while this one was being trained',
        'Train again.'
      )
    // Settings that another request made meanwhile stay: the new model is then told to be stale.
    const untouched = now.versions.config === before.versions.config
    await store.write(session.key, {
      model,
      config: untouched || !now.config ? config : { ...now.config, autoTrain: false },
      data: posted && !now.schema ? posted.toState() : undefined
    })
  })
}
