/** No index has been here, or one that was taken away. */
const EMPTY = -1
const GONE = -2

/** How many places beside the first are tried before another is computed. */
const LINEAR_PROBES = 9

/**
 * A set of indices that gives them in the order in which Python's `set` does, which is neither rising nor that of coming: of
 * features that gain the same, scikit-learn splits the first by that order where interactions are constrained.
 *
 * Algorithm: open addressing with linear and perturbed probing (CPython 3.11, `Objects/setobject.c`); an index is its own hash.
 */
export class IndexSet {
  private table = new Int32Array(8).fill(EMPTY)
  /** Places that are no longer empty. */
  private filled = 0
  private size = 0

  static of(indices: Iterable<number>): IndexSet {
    const set = new IndexSet()
    for (const index of indices) set.add(index)
    return set
  }

  /** All indices of some sets. */
  static union(sets: Iterable<IndexSet>): IndexSet {
    const all = new IndexSet()
    for (const set of sets) all.merge(set)
    return all
  }

  get values(): Int32Array {
    return this.table.filter((index) => index >= 0)
  }

  has(index: number): boolean {
    return this.table[this.place(index)] === index
  }

  /** Those of the first `count` indices that are not in this set. */
  missingOf(count: number): IndexSet {
    const all = IndexSet.of(Array.from({ length: count }, (_, index) => index))
    if (count >> 2 <= this.size) return IndexSet.of(all.values.filter((index) => !this.has(index)))
    const rest = IndexSet.union([all])
    for (const index of this.values) rest.table[rest.place(index)] = GONE
    rest.size -= this.size
    return rest
  }

  private add(index: number): void {
    const at = this.place(index)
    if (this.table[at] === index) return
    this.table[at] = index
    this.size++
    if (++this.filled * 5 >= (this.table.length - 1) * 3) this.resize(this.size * 4)
  }

  private merge(other: IndexSet): void {
    if (other.size === 0) return
    if ((this.filled + other.size) * 5 >= (this.table.length - 1) * 3)
      this.resize((this.size + other.size) * 2)
    // Tables as long as each other are copied as they are, and an empty one never grows on the way.
    const whole = other.filled === other.size && other.table.length === this.table.length
    if (this.filled > 0) for (const index of other.values) this.add(index)
    else {
      if (whole) this.table.set(other.table)
      else for (const index of other.values) this.table[this.place(index)] = index
      this.filled = this.size = other.size
    }
  }

  private resize(least: number): void {
    let length = 8
    while (length <= least) length *= 2
    const { values } = this
    this.table = new Int32Array(length).fill(EMPTY)
    for (const index of values) this.table[this.place(index)] = index
    this.filled = this.size
  }

  /** Where the index is, or would go. */
  private place(index: number): number {
    const { table } = this
    const mask = table.length - 1
    let perturb = index
    for (let from = index & mask; ; from = (from * 5 + 1 + perturb) & mask) {
      const last = from + LINEAR_PROBES <= mask ? from + LINEAR_PROBES : from
      for (let at = from; at <= last; at++) if (table[at] === EMPTY || table[at] === index) return at
      perturb >>>= 5
    }
  }
}
