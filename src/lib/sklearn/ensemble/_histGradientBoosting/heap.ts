/** A heap whose ties come out in the order of Python's `heapq`, which scikit-learn grows by. */
export class Heap<T> {
  private readonly items: T[] = []

  constructor(private readonly before: (a: T, b: T) => boolean) {}

  get size(): number {
    return this.items.length
  }

  push(item: T): void {
    this.items.push(item)
    this.rise(this.items.length - 1, item)
  }

  /** The first; undefined when there is none. */
  pop(): T | undefined {
    const { items } = this
    const last = items.pop()
    if (items.length === 0 || last === undefined) return last
    const first = items[0]
    let at = 0
    // The gap sinks to the bottom, whatever the last item is, which then rises from there.
    for (let child = 1; child < items.length; child = 2 * at + 1) {
      const right = child + 1
      const next = right < items.length && !this.before(items[child], items[right]) ? right : child
      items[at] = items[next]
      at = next
    }
    this.rise(at, last)
    return first
  }

  private rise(from: number, item: T): void {
    let at = from
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (!this.before(item, this.items[parent])) break
      this.items[at] = this.items[parent]
      at = parent
    }
    this.items[at] = item
  }
}
