import { InvalidParameterError } from '$lib/estimator/exceptions'
import { STL, type DecomposeResult, type STLParams } from './STL'

/** MLHandler's `stl` option: which parts of the series to model, and STL's parameters. */
export interface STLOption {
  readonly components?: readonly string[]
  readonly kwargs?: Partial<STLParams>
}

const COMPONENTS = ['seasonal', 'trend', 'resid'] as const satisfies readonly (keyof DecomposeResult)[]
type Component = (typeof COMPONENTS)[number]

const isComponent = (name: string): name is Component => COMPONENTS.some((component) => component === name)

/**
 * The sum of those parts of the series that the option names, as Gramex gives it to the model; the series itself where it
 * names none or all. Throws InvalidParameterError for a part that there is not, and what STL throws.
 */
export function stlComponents(
  endog: Float64Array,
  option: STLOption,
  freq: string | null = null
): Float64Array {
  const components = [...new Set(option.components ?? [])]
  const unknown = components.find((name) => !isComponent(name))
  if (unknown !== undefined)
    throw new InvalidParameterError(
      `stl: there is no component "${unknown}"`,
      `Give some of ${COMPONENTS.join(', ')}.`
    )
  if (components.length === 0 || components.length === COMPONENTS.length) return endog
  const parts = new STL(option.kwargs).fit(endog, { freq })
  return endog.map((_, t) => components.filter(isComponent).reduce((sum, name) => sum + parts[name][t], 0))
}
