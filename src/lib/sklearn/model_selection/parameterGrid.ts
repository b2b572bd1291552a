import { ValueError } from '$lib/estimator/exceptions'
import { Estimator } from '../base'

/** For each parameter the values to try; a list of such grids is gone through one after another. */
export type ParamGrid =
  Readonly<Record<string, ArrayLike<unknown>>> | readonly Readonly<Record<string, ArrayLike<unknown>>>[]

export type ParamSetting = Record<string, unknown>

/**
 * Every combination of the values of a grid, the last parameter (by name) changing fastest.
 * Source: scikit-learn 1.2, `sklearn.model_selection.ParameterGrid`. Errors: ValueError for a value that is no list, or empty.
 */
export function parameterGrid(grid: ParamGrid): ParamSetting[] {
  const grids = (Array.isArray(grid) ? grid : [grid]) as readonly Readonly<
    Record<string, ArrayLike<unknown>>
  >[]
  return grids.flatMap((one) =>
    Object.keys(one)
      .sort()
      .reduce<ParamSetting[]>(
        (settings, name) => {
          const values = one[name]
          if (!(Array.isArray(values) || ArrayBuffer.isView(values)) || values.length === 0)
            throw new ValueError(
              `The grid's ${name} = ${JSON.stringify(values)} is no list of values`,
              'Give a list; of one value, if it is to stay the same.'
            )
          return settings.flatMap((setting) =>
            Array.from(values, (value) => ({ ...setting, [name]: value as unknown }))
          )
        },
        [{}]
      )
  )
}

/**
 * Sets parameters by name, `step__name` those of an estimator inside: a parameter that is one, or a pipeline's step.
 * Throws InvalidParameterError for an unknown name, ValueError for an estimator that is not there.
 */
export function setNestedParams(estimator: Estimator, setting: ParamSetting): void {
  for (const [name, value] of Object.entries(setting)) {
    const cut = name.indexOf('__')
    if (cut < 0) estimator.set_params({ [name]: value })
    else setNestedParams(inner(estimator, name.slice(0, cut)), { [name.slice(cut + 2)]: value })
  }
}

function inner(estimator: Estimator, name: string): Estimator {
  const params = estimator.get_params() as Record<string, unknown>
  const lists = [params.steps, params.transformers].filter(Array.isArray) as [string, unknown][][]
  const found = params[name] ?? lists.flat().find(([step]) => step === name)?.[1]
  if (found instanceof Estimator) return found
  throw new ValueError(`${estimator.meta.className} holds no estimator "${name}"`)
}
