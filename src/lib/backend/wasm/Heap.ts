/** The kernels and their memory, which is shared out in blocks. All places are bytes, all sizes float64 values. */

/** What kernels/index.ts exports. */
export interface Kernels {
  readonly memory: WebAssembly.Memory
  clear(at: number, bytes: number): void
  packColumns(from: number, rows: number, cols: number, to: number): void
  packRows(from: number, rows: number, cols: number, to: number): void
  weigh(from: number, rows: number, panels: number, weights: number, to: number): void
  multiply(
    a: number,
    aRow: number,
    aStep: number,
    rows: number,
    depth: number,
    b: number,
    panels: number,
    c: number
  ): void
  multiplyUpper(a: number, b: number, rows: number, panels: number, c: number): void
  multiplyVector(x: number, rows: number, cols: number, w: number, out: number): void
  multiplyTurned(x: number, rows: number, cols: number, r: number, out: number): void
  squaredDistances(x: number, rows: number, cols: number, y: number, panels: number, out: number): void
}

/** Bytes of a float64. */
export const BYTES = 8
const PAGE = 2 ** 16
/** Kernels work in tiles of four: they may read and write as many values beyond a block. */
const MARGIN = 4
/** Memory cannot shrink: when nothing is left in one that grew beyond this, it is given up for a new one. */
const KEPT_BYTES = 2 ** 25

/** Kernels work on whole tiles: sizes are rounded up to them. */
export const wholeTiles = (size: number): number => Math.ceil(size / 4) * 4

interface Block {
  readonly at: number
  readonly end: number
}

export class Heap {
  private instance: Kernels | undefined
  /** What is taken, in the order of the memory. */
  private blocks: readonly Block[] = []

  constructor(private readonly module: WebAssembly.Module) {}

  get kernels(): Kernels {
    this.instance ??= new WebAssembly.Instance(this.module).exports as unknown as Kernels
    return this.instance
  }

  /** The size of the memory now. */
  get bytes(): number {
    return this.instance?.memory.buffer.byteLength ?? 0
  }

  /** The place of a block that nobody else uses. Throws RangeError where there is no memory left for it. */
  take(values: number): number {
    const bytes = Math.ceil((values + MARGIN) / 2) * 2 * BYTES
    let at = 0
    let index = 0
    for (; index < this.blocks.length && this.blocks[index].at < at + bytes; index++)
      at = this.blocks[index].end
    const missing = at + bytes - this.bytes
    if (missing > 0) this.kernels.memory.grow(Math.ceil(missing / PAGE))
    this.blocks = this.blocks.toSpliced(index, 0, { at, end: at + bytes })
    return at
  }

  /** Gives a block back; nothing happens where it was given back before. */
  give(at: number | undefined): void {
    this.blocks = this.blocks.filter((block) => block.at !== at)
    if (!this.blocks.length && this.bytes > KEPT_BYTES) this.instance = undefined
  }

  /** Work with blocks that are given back at its end. */
  scratch<T>(work: (take: (values: number) => number, kernels: Kernels) => T): T {
    const taken: number[] = []
    try {
      return work((values) => {
        const at = this.take(values)
        taken.push(at)
        return at
      }, this.kernels)
    } finally {
      taken.forEach((at) => this.give(at))
    }
  }

  write(values: Float64Array, at: number): void {
    this.view(at, values.length).set(values)
  }

  /** A copy of rows × cols values, of which the rows begin `stride` values apart; into `out` where that is given. */
  read(
    at: number,
    rows: number,
    cols: number,
    stride = cols,
    out: Float64Array = new Float64Array(rows * cols)
  ): Float64Array {
    const from = this.view(at, rows * stride)
    if (stride === cols) {
      out.set(from)
      return out
    }
    for (let i = 0, to = 0; i < rows; i++)
      for (let j = i * stride, end = j + cols; j < end; j++, to++) out[to] = from[j]
    return out
  }

  /** As long as nobody takes a block: then the memory may move. */
  private view(at: number, values: number): Float64Array {
    return new Float64Array(this.kernels.memory.buffer, at, values)
  }
}
