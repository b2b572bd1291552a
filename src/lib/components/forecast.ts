/** What the forecast page asks of a handler, and what it makes of the answers. */
import type { Client } from '$lib/client'

type Fetch = Client['fetch']

/** One period: observed, predicted, or both. */
export interface Period {
  readonly label: string
  readonly observed: number | null
  readonly predicted: number | null
  /** Bounds of the interval, beyond the sample only. */
  readonly lower?: number
  readonly upper?: number
}

export interface Series {
  readonly target: string
  readonly sample: readonly Period[]
  /** The regressors, with the last value of each. */
  readonly regressors: readonly { readonly name: string; readonly last: number }[]
  readonly score: number
}

export type Row = Readonly<Record<string, string | number | null>>

interface Params {
  readonly opts: {
    readonly index_col: string | null
    readonly target_col: string
    readonly include: readonly string[]
    readonly exclude: readonly string[]
  }
  readonly params: { readonly class: string }
  readonly attrs: { readonly nobs?: number; readonly nobs_effective?: number }
  readonly score: number
}

/** The answer's JSON; throws an Error with the answer's message and hint. */
async function json<T>(fetch: Fetch, url: string): Promise<T> {
  const response = await fetch(url)
  const body = (await response.json()) as T & { error?: { message: string; hint: string | null } }
  if (response.ok) return body
  throw new Error([body.error?.message, body.error?.hint].filter(Boolean).join('. '))
}

const numberOrNull = (value: unknown): number | null => (typeof value === 'number' ? value : null)

/** The series that the handler at `path` learned from, with the one-step predictions inside it. */
export async function loadSeries(fetch: Fetch, path: string): Promise<Series> {
  const { opts, params, attrs, score } = await json<Params>(fetch, `${path}?_params`)
  const [rows, fitted] = await Promise.all([
    json<Row[]>(fetch, `${path}?_cache`),
    json<Row[]>(fetch, `${path}?start=0`)
  ])
  const { index_col, target_col: target, include, exclude } = opts
  const isRegressor = (name: string): boolean =>
    name !== index_col &&
    name !== target &&
    (include.length ? include.includes(name) : !exclude.includes(name))
  // A vector autoregression predicts its other columns itself.
  const names = params.class === 'VAR' ? [] : Object.keys(rows[0] ?? {}).filter(isRegressor)
  // The first predictions know nothing yet: statsmodels leaves them out of the likelihood.
  const burned = (attrs.nobs ?? 0) - (attrs.nobs_effective ?? attrs.nobs ?? 0)
  return {
    target,
    sample: fitted.map((row, i) => ({
      label: String(row[index_col ?? 'index']),
      observed: numberOrNull(rows[i]?.[target]),
      predicted: i < burned ? null : numberOrNull(row[target])
    })),
    regressors: names.map((name) => ({ name, last: Number(rows.at(-1)?.[name]) })),
    score
  }
}

/** The values in a text, for each period one: the last holds to the end. Throws for what is no number. */
export function readAhead(name: string, text: string, steps: number): number[] {
  const parts = text.split(/[\s,;]+/).filter(Boolean)
  const values = parts.map(Number)
  const bad = values.findIndex((value) => !Number.isFinite(value))
  if (bad >= 0) throw new Error(`${name}: "${parts[bad]}" is not a number`)
  if (!values.length) throw new Error(`${name} needs a value`)
  return Array.from({ length: steps }, (_, i) => values[Math.min(i, values.length - 1)])
}

/** The address of a forecast with its 95 % interval. A regressor that holds one value is named once. */
export function forecastUrl(
  path: string,
  steps: number,
  ahead: readonly { readonly name: string; readonly values: readonly number[] }[]
): string {
  const query = new URLSearchParams({ steps: String(steps) })
  for (const { name, values } of ahead) {
    const isHeld = values.every((value) => value === values[0])
    for (const value of isHeld ? values.slice(0, 1) : values) query.append(name, String(value))
  }
  query.append('_interval', '0.95')
  return `${path}?${query}`
}

/** The periods of a forecast, and its rows as they were answered. */
export async function loadForecast(
  fetch: Fetch,
  url: string,
  target: string
): Promise<{ rows: Row[]; periods: Period[] }> {
  const rows = await json<Row[]>(fetch, url)
  const periods = rows.map(({ [target]: predicted, lower, upper, ...stamp }) => ({
    label: String(Object.values(stamp)[0]),
    observed: null,
    predicted: numberOrNull(predicted),
    lower: numberOrNull(lower) ?? undefined,
    upper: numberOrNull(upper) ?? undefined
  }))
  return { rows, periods }
}
