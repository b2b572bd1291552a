/**
 * Sorts values[from, to) ascending and takes samples along. Introsort (Musser, "Introspective Sorting and Selection
 * Algorithms", Software: Practice and Experience 27(8), 1997) with a median-of-three pivot and a three-way partition
 * (Bentley & McIlroy, "Engineering a Sort Function", SP&E 23(11), 1993). The order among equal values is scikit-learn's:
 * sums over a node's samples round as theirs do.
 */
export function sortSamples(values: Float32Array, samples: Int32Array, from: number, to: number): void {
  if (to - from > 1) introsort(values, samples, from, to, 2 * Math.trunc(Math.log(to - from) / Math.LN2))
}

function introsort(values: Float32Array, samples: Int32Array, from: number, to: number, depth: number): void {
  while (to - from > 2) {
    if (depth <= 0) {
      heapsort(values, samples, from, to)
      return
    }
    depth--
    const pivot = median(values[from], values[from + ((to - from) >>> 1)], values[to - 1])
    let i = from
    let less = from
    let greater = to
    while (i < greater) {
      const value = values[i]
      if (value < pivot) {
        const sample = samples[i]
        values[i] = values[less]
        samples[i++] = samples[less]
        values[less] = value
        samples[less++] = sample
      } else if (value > pivot) {
        const sample = samples[i]
        values[i] = values[--greater]
        samples[i] = samples[greater]
        values[greater] = value
        samples[greater] = sample
      } else i++
    }
    if (less - from > 1) introsort(values, samples, from, less, depth)
    from = greater
  }
  // Two: what the partition would do, or the heap, which swaps equals.
  const last = from + 1
  if (to - from === 2 && (depth > 0 ? values[from] > values[last] : values[from] >= values[last]))
    swap(values, samples, from, last)
}

const median = (a: number, b: number, c: number): number =>
  a < b ? (b < c ? b : a < c ? c : a) : b < c ? (a < c ? a : c) : b

function heapsort(values: Float32Array, samples: Int32Array, from: number, to: number): void {
  const n = to - from
  for (let start = (n - 2) >>> 1; start >= 0; start--) siftDown(values, samples, from, start, n)
  for (let end = n - 1; end > 0; end--) {
    swap(values, samples, from, from + end)
    siftDown(values, samples, from, 0, end)
  }
}

function siftDown(values: Float32Array, samples: Int32Array, from: number, root: number, end: number): void {
  for (;;) {
    const left = 2 * root + 1
    let largest = root
    if (left < end && values[from + largest] < values[from + left]) largest = left
    if (left + 1 < end && values[from + largest] < values[from + left + 1]) largest = left + 1
    if (largest === root) return
    swap(values, samples, from + root, from + largest)
    root = largest
  }
}

function swap(values: Float32Array, samples: Int32Array, i: number, j: number): void {
  const value = values[i]
  values[i] = values[j]
  values[j] = value
  const sample = samples[i]
  samples[i] = samples[j]
  samples[j] = sample
}
