/**
 * A heap that keeps the k least values met, and the sort that puts them in order. Values that are equal end in the order
 * into which scikit-learn's `utils/_heap.pyx` and `utils/_sorting.pyx` bring them: of which neighbours are taken, and in
 * which order they are named, nothing is left to chance.
 */

/** Takes the value in if it is less than the greatest of the `size` values that begin at `from`; that one goes. */
export function heapPush(
  values: Float64Array,
  indices: Int32Array,
  from: number,
  size: number,
  value: number,
  index: number
): void {
  if (value >= values[from]) return
  let at = 0
  for (;;) {
    const left = 2 * at + 1
    if (left >= size) break
    const right = left + 1
    const greater = right >= size || values[from + left] >= values[from + right] ? left : right
    if (!(value < values[from + greater])) break
    values[from + at] = values[from + greater]
    indices[from + at] = indices[from + greater]
    at = greater
  }
  values[from + at] = value
  indices[from + at] = index
}

function swap(values: Float64Array, indices: Int32Array, a: number, b: number): void {
  const value = values[a]
  values[a] = values[b]
  values[b] = value
  const index = indices[a]
  indices[a] = indices[b]
  indices[b] = index
}

/** Sorts `size` values from `from` on, and the indices with them: quicksort about the median of three. */
export function simultaneousSort(
  values: Float64Array,
  indices: Int32Array,
  from: number,
  size: number
): void {
  const order = (a: number, b: number): boolean => {
    const wrong = values[from + a] > values[from + b]
    if (wrong) swap(values, indices, from + a, from + b)
    return wrong
  }
  if (size < 2) return
  if (size === 2) {
    order(0, 1)
    return
  }
  if (size === 3) {
    order(0, 1)
    if (order(1, 2)) order(0, 1)
    return
  }
  const last = size - 1
  // The least of the three goes to the front, the median to the end, the greatest to the middle.
  order(0, last)
  if (order(last, size >> 1)) order(0, last)
  const pivot = values[from + last]
  let store = 0
  for (let i = 0; i < last; i++) if (values[from + i] < pivot) swap(values, indices, from + i, from + store++)
  swap(values, indices, from + store, from + last)
  if (store > 1) simultaneousSort(values, indices, from, store)
  if (store + 2 < size) simultaneousSort(values, indices, from + store + 1, size - store - 1)
}
