/** Which family a class name belongs to, and what the class takes. */
import { checkNames, checkValue } from '$lib/estimator/checks'
import { coerce } from '$lib/estimator/coerce'
import { nearest } from '$lib/estimator/nearest'
import { defaultsOf, type ParamTable } from '$lib/estimator/params'
import { HttpError } from './errors'
import type { Family } from './families/family'
import { sklearnFamily } from './families/sklearn'
import { textFamily } from './families/text'
import { timeSeriesFamily } from './families/timeSeries'

const families: readonly Family[] = [sklearnFamily, timeSeriesFamily, textFamily]

export const classNames = families.flatMap((family) => family.classNames)

/** The family that has the class. Throws 400 with the nearest names and the list. */
export function familyOf(className: string): Family {
  const family = families.find(({ classNames }) => classNames.includes(className))
  if (family) return family
  const close = nearest(className, classNames)
  throw new HttpError(
    'bad_argument',
    `There is no class "${className}"`,
    close.length ? `Did you mean ${close.join(', ')}?` : `There are: ${classNames.join(', ')}.`,
    { class: className, nearest: close, classes: classNames }
  )
}

export const paramTable = async (className: string): Promise<ParamTable> =>
  familyOf(className).params(className)

/** Parameters as the class takes them: coerced and checked. Throws 400 for one that it does not have or cannot be. */
export async function readParams(
  className: string,
  given: Readonly<Record<string, unknown>>
): Promise<Record<string, unknown>> {
  const table = await paramTable(className)
  checkNames(className, table, Object.keys(given))
  const params: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(given)) {
    params[name] = coerce(table[name], value)
    checkValue(className, table, name, params[name])
  }
  return params
}

/** All parameters of a class, the given ones over the defaults. */
export async function allParams(
  className: string,
  given: Readonly<Record<string, unknown>>
): Promise<Record<string, unknown>> {
  return { ...defaultsOf(await paramTable(className)), ...given }
}
