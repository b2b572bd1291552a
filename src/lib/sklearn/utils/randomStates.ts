import type { RandomState } from '$lib/numeric/random/RandomState'
import { Estimator } from '../base'

/** Seeds of estimators are in [0, MAX_INT). */
export const MAX_INT = 2 ** 31 - 1

/** Every `random_state` of an estimator and of those inside it, by scikit-learn's name for it (`steps__random_state`). */
function* randomStates(estimator: Estimator, path = ''): Generator<[name: string, owner: Estimator]> {
  if ('random_state' in estimator.params) yield [`${path}random_state`, estimator]
  for (const [name, value] of Object.entries(estimator.params)) {
    if (value instanceof Estimator) yield* randomStates(value, `${path}${name}__`)
    if (!Array.isArray(value)) continue
    for (const step of value as unknown[])
      if (Array.isArray(step) && step[1] instanceof Estimator)
        yield* randomStates(step[1], `${path}${String(step[0])}__`)
  }
}

/** Gives every `random_state` a seed from the generator, in the order of their names (sklearn.ensemble._base). */
export function setRandomStates(estimator: Estimator, random: RandomState): void {
  const owners = [...randomStates(estimator)].sort(([a], [b]) => (a < b ? -1 : 1))
  for (const [, owner] of owners) Object.assign(owner.params, { random_state: random.randint(0, MAX_INT) })
}
