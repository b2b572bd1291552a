import type { Action, Context } from '../context'
import { HttpError } from '../errors'
import { json } from '../json'
import { checkColumns, defaultOptions, optionNames, optionOf, type ModelOptions } from '../options'
import { readSettings } from '../payload'
import type { Query } from '../query'
import { configure } from '../settings'
import { emptyConfig, type Change, type ConfigRecord } from '../store'
import { describe } from './describe'

/** PUT ?_model&class=…&param=…&option=…: what the next training will use. The old model keeps answering until then. */
export const put: Action = async (context) => {
  const { fields } = context.query.with(await readSettings(context))
  await rewrite(context, async (config, columns) => {
    const changed = await configure(config, fields)
    // A transform may make columns that the stored rows do not have.
    const named = optionNames.filter((name) => Object.keys(fields).some((key) => optionOf(key) === name))
    if (columns && !context.session.handler.data.transform) checkColumns(changed.options, columns, named)
    return { config: changed }
  })
  return json(await describe(context.session, await context.session.model()))
}

type Removal = (config: ConfigRecord, query: Query) => Change

const removals: Readonly<Record<string, Removal>> = {
  model: (config) => ({ model: null, config: { ...config, autoTrain: false } }),
  cache: () => ({ data: null }),
  opts: (config, query) => ({
    config: { ...config, options: { ...config.options, ...defaultsOf(query.flags._opts ?? []) } }
  })
}

function defaultsOf(names: readonly unknown[]): Partial<ModelOptions> {
  if (!names.length)
    throw new HttpError(
      'bad_argument',
      'DELETE ?delete=opts does not say which options',
      `Name them: &_opts=NAME. There are: ${optionNames.join(', ')}.`
    )
  const options = names.map((name) => {
    const option = optionOf(String(name))
    if (option) return option
    throw new HttpError(
      'bad_argument',
      `There is no option "${String(name)}"`,
      `There are: ${optionNames.join(', ')}.`
    )
  })
  return Object.fromEntries(options.map((name) => [name, defaultOptions[name]]))
}

/** DELETE ?_model, ?_cache (or ?delete=model, ?delete=cache, ?delete=opts&_opts=include). */
export const remove: Action = async (context) => {
  const query = context.query.with(await readSettings(context))
  const flagged = Object.keys(removals).filter((name) => name !== 'opts' && query.has(`_${name}`))
  const wanted = [...new Set([...flagged, ...(query.fields.delete ?? []).map(String)])]
  if (!wanted.length || wanted.some((name) => !Object.hasOwn(removals, name)))
    throw new HttpError(
      'bad_argument',
      'DELETE removes the model, the data or options',
      'Say ?_model, ?_cache, or ?delete=opts&_opts=NAME.'
    )
  await rewrite(
    context,
    async (config) => Object.assign({}, ...wanted.map((name) => removals[name](config, query))) as Change
  )
  return json({ deleted: wanted })
}

/** Reads the configuration and writes what comes of it while no other request does the same. */
async function rewrite(
  { session }: Context,
  change: (config: ConfigRecord, columns: readonly string[] | null) => Promise<Change>
): Promise<void> {
  const { store } = session.host
  await store.lock(`write:${session.key}`, async () => {
    const { config, schema } = await session.snapshot()
    await store.write(
      session.key,
      await change(config ?? emptyConfig, schema?.map(({ name }) => name) ?? null)
    )
  })
}
