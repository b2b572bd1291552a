/** Gramex's `stl` option: a model of some parts of the series in place of the whole. */
import type { STLOption } from '$lib/statsmodels/tsa/seasonal'
import { HttpError } from '../errors'
import { freqOf, type Series } from './series'

/** What `stl: true` stands for: the series without its season. */
const shorthand: STLOption = { components: ['trend', 'resid'] }
const keys = ['components', 'kwargs']

/**
 * The series that the model is to fit, and the names of its parts (null where it is the whole). Throws 400 for an option or a
 * part that there is not, 422 for a series that has no whole season.
 */
export async function takeParts(
  asked: unknown,
  { endog, index }: Series
): Promise<{ endog: Float64Array; parts: readonly string[] | null }> {
  if (!asked) return { endog, parts: null }
  const option: STLOption = asked === true ? shorthand : asked
  const unknown = Object.keys(option).find((key) => !keys.includes(key))
  if (unknown !== undefined)
    throw new HttpError(
      'bad_argument',
      `stl has no option "${unknown}"`,
      'Say stl: {components: [trend, resid], kwargs: {period: 12}}.'
    )
  const { stlComponents } = await import('$lib/statsmodels/tsa/seasonal')
  const sum = stlComponents(endog, option, freqOf(index))
  return { endog: sum, parts: sum === endog ? null : [...new Set(option.components)] }
}
