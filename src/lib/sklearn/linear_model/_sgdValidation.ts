/** Which rows early stopping holds back: scikit-learn's (Stratified)ShuffleSplit with one split. */
import { checkRandomState, type RandomState } from '$lib/numeric/random/RandomState'
import { ValueError } from '../exceptions'
import type { SgdParams } from './_sgd'

type SplitParams = Pick<SgdParams, 'validation_fraction' | 'random_state'>

/**
 * 1 for each row held back. `codes`: class numbers, for as many of each class in both parts.
 * Throws ValueError when a part would be empty or hold too few of a class, or the held rows have no weight.
 */
export function heldRows(weight: Float64Array, params: SplitParams, codes?: ArrayLike<number>): Uint8Array {
  const rows = weight.length
  const count = Math.ceil(params.validation_fraction * rows)
  if (rows - count < 1)
    throw new ValueError(
      `validation_fraction = ${params.validation_fraction} of ${rows} rows leaves none to learn from`,
      'Lower validation_fraction, or set early_stopping to false.'
    )
  const random = checkRandomState(params.random_state)
  const held = new Uint8Array(rows)
  const chosen = codes ? stratified(codes, count, random) : random.permutation(rows).subarray(0, count)
  for (const i of chosen) held[i] = 1
  if (!Array.from(chosen).some((i) => weight[i] > 0))
    throw new ValueError(
      'The rows held back for early stopping all have sample weight 0',
      'Use another random_state.'
    )
  return held
}

function stratified(codes: ArrayLike<number>, count: number, random: RandomState): Int32Array {
  const members: number[][] = []
  for (let i = 0; i < codes.length; i++) (members[codes[i]] ??= []).push(i)
  const groups = members.filter(Boolean)
  const sizes = groups.map((group) => group.length)
  const learned = codes.length - count
  if (Math.min(...sizes) < 2)
    throw new ValueError('A class has one row only, which is too few for early stopping')
  if (Math.min(learned, count) < groups.length)
    throw new ValueError(
      `Early stopping cannot hold back ${count} of ${codes.length} rows of ${groups.length} classes`,
      'Each part needs a row of every class: change validation_fraction.'
    )
  const toLearn = share(sizes, learned, random)
  const toHold = share(
    sizes.map((size, k) => size - toLearn[k]),
    count,
    random
  )
  return Int32Array.from(
    groups.flatMap((group, k) => {
      const order = random.permutation(group.length)
      return Array.from(order.subarray(toLearn[k], toLearn[k] + toHold[k]), (r) => group[r])
    })
  )
}

/** `draws` shared out in proportion to the sizes; what rounding leaves goes to the largest remainders, equal ones by lot. */
function share(sizes: number[], draws: number, random: RandomState): number[] {
  const total = sizes.reduce((sum, size) => sum + size, 0)
  const exact = sizes.map((size) => (size / total) * draws)
  const out = exact.map(Math.floor)
  const remainders = exact.map((value, k) => value - out[k])
  let left = draws - out.reduce((sum, size) => sum + size, 0)
  for (const value of [...new Set(remainders)].sort((a, b) => b - a)) {
    if (left <= 0) break
    const tied = remainders.flatMap((remainder, k) => (remainder === value ? [k] : []))
    const now = Math.min(tied.length, left)
    for (const i of random.choice(tied.length, now, false)) out[tied[i]]++
    left -= now
  }
  return out
}
