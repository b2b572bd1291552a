/** Class, parameters and options as a PUT or a train gives them. */
import { nearest } from '$lib/estimator/nearest'
import { shown } from '$lib/estimator/shown'
import { allParams, familyOf, paramTable, readParams } from './classes'
import { HttpError } from './errors'
import { optionNames, optionOf, readOption, type ModelOptions } from './options'
import type { Values } from './query'
import type { ConfigRecord } from './store'

/** The configuration with these settings over it. A new class clears old parameters. Throws 400 for what is not possible. */
export async function configure(config: ConfigRecord, settings: Values): Promise<ConfigRecord> {
  const { class: classes, ...others } = settings
  const name = classes ? String(classes[classes.length - 1]) : config.class
  if (classes) familyOf(name!)
  const options: Record<string, unknown> = {}
  const params: Record<string, unknown> = {}
  const known = name === null ? {} : await paramTable(name)
  for (const [key, values] of Object.entries(others)) {
    const option = optionOf(key)
    if (option) options[option] = readOption(option, values.flat())
    else if (Object.hasOwn(known, key)) params[key] = values.length === 1 ? values[0] : values
    else throw unknownSetting(key, name, Object.keys(known))
  }
  const changed = name === null ? {} : await readParams(name, params)
  return {
    ...config,
    class: name,
    params: await changedParams(name, name === config.class ? config.params : {}, changed),
    options: { ...config.options, ...(options as Partial<ModelOptions>) }
  }
}

/** Parameters in the table's order, so that equal settings compare equal. */
async function changedParams(
  name: string | null,
  before: Readonly<Record<string, unknown>>,
  changed: Record<string, unknown>
): Promise<Record<string, unknown>> {
  if (name === null) return {}
  const given = { ...before, ...changed }
  return Object.fromEntries(Object.entries(await allParams(name, given)).filter(([key]) => key in given))
}

function unknownSetting(key: string, className: string | null, params: readonly string[]): HttpError {
  const known = ['class', ...optionNames, ...params]
  const close = nearest(key, known)
  return new HttpError(
    'bad_argument',
    className === null
      ? `There is no option ${shown(key)}`
      : `${className} has no parameter ${shown(key)}, and no option is called so`,
    close.length ? `Did you mean ${close.join(', ')}?` : `There are: ${known.join(', ')}.`,
    { name: key, nearest: close }
  )
}
