/** A handler as a page lists it: what it is, how it stands, what a prediction takes. */
import type { Frame, Label } from '$lib/frame/Frame'
import { isStale } from './actions/describe'
import type { Problem } from './config'
import { toHttpError } from './errors'
import type { Family } from './families/family'
import { textFamily } from './families/text'
import { timeSeriesFamily } from './families/timeSeries'
import { featureColumns } from './prepare'
import type { Session } from './session'
import type { ConfigRecord, ModelRecord } from './store'

type Kind = 'rows' | 'series' | 'texts'

export interface HandlerState {
  readonly key: string
  readonly pattern: string
  readonly class: string | null
  /** What a prediction is of: single rows, a span of a series, or texts. */
  readonly kind: Kind
  readonly target: string | null
  /** `ready`: trains itself at the first request that needs a model; a text model answers as it is. */
  readonly state: 'trained' | 'stale' | 'ready' | 'untrained' | 'failed'
  readonly rows: number
  readonly score: unknown
  readonly problems: readonly Problem[]
  readonly notices: readonly string[]
  /** The handler before it that has the same config_dir, and so the same model; null when there is none. */
  readonly sharedWith: string | null
  /** The columns that a prediction takes. */
  readonly inputs: readonly Input[]
}

export interface Input {
  readonly name: string
  /** The known categories; null for a number. */
  readonly options: readonly Label[] | null
  /** A usual value: the most frequent category or the median. */
  readonly example: Label | null
}

const mostOptions = 50

/** How the handler stands; its problems are part of the state, so this never throws. */
export async function stateOf(session: Session): Promise<HandlerState> {
  const { handler: block } = session
  const failed = (problems: readonly Problem[]): HandlerState => ({
    key: block.key,
    pattern: block.pattern,
    class: block.model.class ?? null,
    kind: 'rows',
    target: block.model.options.target_col ?? null,
    state: 'failed',
    rows: 0,
    score: null,
    problems,
    notices: [],
    sharedWith: null,
    inputs: []
  })
  if (block.problems.length) return failed(block.problems)
  try {
    await session.ready()
    const [config, trained, frame] = await Promise.all([session.config(), session.model(), session.frame()])
    const kind = kindOf(config.class ?? '')
    return {
      ...failed([]),
      class: config.class,
      kind,
      target: config.options.target_col,
      state: progress(config, trained?.record),
      rows: frame?.length ?? 0,
      score: trained?.record.score ?? null,
      notices: config.notices,
      inputs: kind === 'texts' ? [textInput] : frame ? inputsOf(frame, config, trained?.record) : []
    }
  } catch (error) {
    const { message, hint, details } = toHttpError(error)
    return failed([{ message, hint, line: typeof details?.line === 'number' ? details.line : undefined }])
  }
}

const kinds: readonly (readonly [family: Family, kind: Kind])[] = [
  [timeSeriesFamily, 'series'],
  [textFamily, 'texts']
]

const kindOf = (className: string): Kind =>
  kinds.find(([{ classNames }]) => classNames.includes(className))?.[1] ?? 'rows'

const textInput: Input = { name: 'text', options: null, example: 'Ada Lovelace was happy in London' }

function progress(config: ConfigRecord, record: ModelRecord | undefined): HandlerState['state'] {
  if (config.autoTrain) return 'ready'
  if (!record) return 'untrained'
  return isStale(config, record) ? 'stale' : 'trained'
}

/** The stored columns that the model learned from, or will. */
function inputsOf(frame: Frame, config: ConfigRecord, record: ModelRecord | undefined): Input[] {
  const { options } = record ?? config
  return featureColumns(frame.names, options).map((name) => inputOf(frame, name, options.cats.includes(name)))
}

function inputOf(frame: Frame, name: string, isCategory: boolean): Input {
  const { dtype } = frame.column(name)
  if (!isCategory && dtype !== 'object' && dtype !== 'bool') {
    const values = frame
      .numbers(name)
      .filter((value) => !Number.isNaN(value))
      .sort()
    return { name, options: null, example: values[Math.floor(values.length / 2)] ?? null }
  }
  const counts = new Map<Label, number>()
  for (const value of frame.labels(name)) if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1)
  const [example = null] = [...counts].reduce((a, b) => (b[1] > a[1] ? b : a), [null, 0] as [
    Label | null,
    number
  ])
  const options = [...counts.keys()].sort((a, b) => (a < b ? -1 : 1))
  return { name, options: options.length > mostOptions ? null : options, example }
}
