/**
 * A heap with the greatest rank on top. It moves elements as the C++ library's push_heap and pop_heap do (GNU's, as
 * scikit-learn is built), so that elements of equal rank come out in the same order.
 */
export class Frontier<T> {
  private readonly heap: T[] = []

  constructor(private readonly rank: (element: T) => number) {}

  push(element: T): void {
    this.heap.push(element)
    this.rise(this.heap.length - 1, element)
  }

  /** Takes the greatest out; undefined when there is none. */
  pop(): T | undefined {
    const { heap } = this
    const last = heap.pop()
    if (last === undefined || !heap.length) return last
    const top = heap[0]
    // The hole goes all the way down along the greater children, then the last element rises from there.
    let hole = 0
    for (let right = 2; right <= heap.length; right = 2 * hole + 2) {
      const next =
        right === heap.length || this.rank(heap[right]) < this.rank(heap[right - 1]) ? right - 1 : right
      heap[hole] = heap[next]
      hole = next
    }
    this.rise(hole, last)
    return top
  }

  private rise(hole: number, element: T): void {
    const rank = this.rank(element)
    while (hole > 0) {
      const parent = (hole - 1) >> 1
      if (!(this.rank(this.heap[parent]) < rank)) break
      this.heap[hole] = this.heap[parent]
      hole = parent
    }
    this.heap[hole] = element
  }
}
