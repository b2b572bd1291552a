/**
 * Rows of a kernel matrix as far as memory for them goes: the rows asked for last are kept (as in LIBSVM, Chang & Lin, ACM
 * Trans. Intell. Syst. Technol. 2(3), 2011, section 4.2). Of a row its first columns may be there alone.
 */
export class KernelCache {
  private readonly rows: Float32Array[]
  /** The rows kept, as a ring by age: the one after `end` is the oldest. */
  private readonly next: Int32Array
  private readonly before: Int32Array
  private readonly end: number
  /** How many more values there is room for. */
  private room: number

  constructor(size: number, megabytes: number) {
    this.rows = Array.from({ length: size }, () => none)
    this.next = new Int32Array(size + 1).fill(size)
    this.before = new Int32Array(size + 1).fill(size)
    this.end = size
    this.room = Math.max((megabytes * 2 ** 20) / Float32Array.BYTES_PER_ELEMENT, 2 * size)
  }

  /** Row i with at least `length` columns; what was not kept yet is filled by `fill(row, from)`. */
  get(i: number, length: number, fill: (row: Float32Array, from: number) => void): Float32Array {
    const known = this.rows[i].length
    if (known) this.unlink(i)
    if (known < length) {
      this.makeRoom(length - known)
      const grown = new Float32Array(length)
      grown.set(this.rows[i])
      this.rows[i] = grown
      fill(grown, known)
    }
    this.append(i)
    return this.rows[i]
  }

  /** Exchanges rows and columns i and j; a row that has only one of the two columns is let go. */
  swap(i: number, j: number): void {
    const kept = [i, j].filter((row) => this.rows[row].length)
    kept.forEach((row) => this.unlink(row))
    ;[this.rows[i], this.rows[j]] = [this.rows[j], this.rows[i]]
    for (const row of [i, j]) if (this.rows[row].length) this.append(row)
    const [low, high] = i < j ? [i, j] : [j, i]
    for (let at = this.next[this.end]; at !== this.end; at = this.next[at]) {
      const row = this.rows[at]
      if (row.length > high) [row[low], row[high]] = [row[high], row[low]]
      else if (row.length > low) this.drop(at)
    }
  }

  private makeRoom(values: number): void {
    while (this.room < values) this.drop(this.next[this.end])
    this.room -= values
  }

  private drop(i: number): void {
    this.unlink(i)
    this.room += this.rows[i].length
    this.rows[i] = none
  }

  private unlink(i: number): void {
    this.next[this.before[i]] = this.next[i]
    this.before[this.next[i]] = this.before[i]
  }

  private append(i: number): void {
    const last = this.before[this.end]
    this.next[last] = i
    this.before[i] = last
    this.next[i] = this.end
    this.before[this.end] = i
  }
}

const none = new Float32Array(0)
