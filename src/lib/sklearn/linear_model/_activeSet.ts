import type { Mt19937 } from '$lib/numeric/random/Mt19937'
import type { BinaryProblem } from './_liblinear'

/** Moves between two looks at the clock: one move may be as short as a look. */
const MOVES = 64

/** Brings the first `count` into a random order, as LIBLINEAR draws it before each pass. */
export function shuffleFirst(index: Int32Array, count: number, random: Mt19937): void {
  for (let i = 0; i < count; i++) {
    const j = i + random.nextBounded(count - i)
    ;[index[i], index[j]] = [index[j], index[i]]
  }
}

/**
 * Coordinate descent that leaves out variables at their bounds, as LIBLINEAR does: passes in random order over those that are
 * left, until their violations sum to no more than `tol` of the first pass's, of all variables once more.
 * @param move optimises one variable and gives how far its optimality condition failed; undefined to leave it out, for which
 *   it may compare with `largest`, the largest violation of the pass before
 * @returns the number of passes
 */
export async function descendActive(
  variables: number,
  { tol, maxIter, random, pace }: Pick<BinaryProblem, 'tol' | 'maxIter' | 'random' | 'pace'>,
  move: (i: number, largest: number) => number | undefined
): Promise<number> {
  const index = Int32Array.from({ length: variables }, (_, i) => i)
  let active = variables
  let largest = Infinity
  let first = 0
  let nIter = 0
  while (nIter < maxIter) {
    shuffleFirst(index, active, random)
    let [newLargest, total] = [0, 0]
    for (let s = 0; s < active; s++) {
      const violation = move(index[s], largest)
      if (violation === undefined) {
        active--
        ;[index[s], index[active]] = [index[active], index[s]]
        s--
        continue
      }
      newLargest = Math.max(newLargest, violation)
      total += violation
      const due = s % MOVES === MOVES - 1 ? pace() : undefined
      if (due) await due
    }
    if (nIter === 0) first = total
    nIter++
    const due = pace()
    if (due) await due
    largest = newLargest
    if (total > tol * first) continue
    if (active === variables) break
    active = variables
    largest = Infinity
  }
  return nIter
}
