import type { FitWarning } from '$lib/estimator/progress'
import { fromState, getState, type EstimatorState } from '../state'
import { fitBagged, type Bag } from './_bag'

/** fitBagged in another thread: the estimator comes and goes as plain data, with the warnings of its fit. */
export async function bagTask(
  { base, ...bag }: Bag & { base: EstimatorState },
  seed: number,
  signal?: AbortSignal
): Promise<{ state: EstimatorState; warnings: FitWarning[] }> {
  const warnings: FitWarning[] = []
  const warn = (warning: FitWarning): void => void warnings.push(warning)
  const fitted = await fitBagged(await fromState(base), bag, seed, { signal, warn })
  return { state: getState(fitted), warnings }
}
