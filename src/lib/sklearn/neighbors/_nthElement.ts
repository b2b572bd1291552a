/**
 * Rearranges `items` between `first` and `last` so that the one at `nth` is the one that sorting would put there, with
 * the lesser before it and the greater after. The steps are those of GNU libstdc++'s `std::nth_element` (Musser's
 * introselect, 1997), so that the order on either side is the one that scikit-learn's trees have. `less` must be a strict
 * total order. After 2·log₂ n rounds without success libstdc++ turns to a heap, for input made to defeat the median of
 * three; here the rounds go on, with the same result but for the order on either side.
 */
export function nthElement(
  items: Int32Array,
  first: number,
  nth: number,
  last: number,
  less: (a: number, b: number) => boolean
): void {
  while (last - first > 3) {
    const cut = partitionAboutPivot(items, first, last, less)
    if (cut <= nth) first = cut
    else last = cut
  }
  insertionSort(items, first, last, less)
}

type Less = (a: number, b: number) => boolean

function swap(items: Int32Array, a: number, b: number): void {
  const held = items[a]
  items[a] = items[b]
  items[b] = held
}

function partitionAboutPivot(items: Int32Array, first: number, last: number, less: Less): number {
  const middle = first + ((last - first) >> 1)
  swap(items, first, median(items, first + 1, middle, last - 1, less))
  const pivot = items[first]
  let left = first + 1
  let right = last
  for (;;) {
    while (less(items[left], pivot)) left++
    right--
    while (less(pivot, items[right])) right--
    if (left >= right) return left
    swap(items, left, right)
    left++
  }
}

/** Which of three places holds the median. */
function median(items: Int32Array, a: number, b: number, c: number, less: Less): number {
  if (less(items[a], items[b])) {
    if (less(items[b], items[c])) return b
    return less(items[a], items[c]) ? c : a
  }
  if (less(items[a], items[c])) return a
  return less(items[b], items[c]) ? c : b
}

function insertionSort(items: Int32Array, first: number, last: number, less: Less): void {
  for (let i = first + 1; i < last; i++) {
    const item = items[i]
    let at = i
    for (; at > first && less(item, items[at - 1]); at--) items[at] = items[at - 1]
    items[at] = item
  }
}
