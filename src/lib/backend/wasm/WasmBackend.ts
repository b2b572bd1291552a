/** WebAssembly SIMD behind numeric's interface: dense products in float64, several times as fast as typed arrays. */
import { FLOAT64, type Backend, type LinearOperator } from '$lib/numeric/backend'
import { cpuDistances, type Distances, type Metric } from '$lib/numeric/distances'
import { matrix, type Matrix } from '$lib/numeric/matrix'
import { isEuclidean } from '../rows'
import { BYTES, Heap, wholeTiles, type Kernels } from './Heap'
import kernels from './kernels/index.ts?base64'

/** Rows that are copied at once, where a matrix is gone through only once: they stay in the cache. */
const ROWS = 256

/** The compiled kernels. Throws where there is no WebAssembly SIMD. */
export async function compileKernels(): Promise<WebAssembly.Module> {
  const code = Uint8Array.from(atob(kernels), (letter) => letter.charCodeAt(0))
  if (!globalThis.WebAssembly?.validate(code)) throw new Error('this browser has no WebAssembly with SIMD')
  return WebAssembly.compile(code)
}

export async function openWasm(): Promise<Backend> {
  return new WasmBackend(new Heap(await compileKernels()))
}

export class WasmBackend implements Backend {
  readonly name = 'wasm'

  constructor(private readonly heap: Heap) {}

  /** X is copied at the first product; Gram matrices go through the caller's X. */
  hold(X: Matrix): LinearOperator {
    const { heap } = this
    const [rows, cols] = X.shape
    let held: number | undefined
    const place = (): number => {
      if (held === undefined) {
        held = heap.take(wholeTiles(rows) * cols)
        heap.write(X.data, held)
      }
      return held
    }
    return {
      device: this.name,
      roundoff: FLOAT64,
      shape: X.shape,
      matmat: (W, k) =>
        k === 1 ? this.matvec(place(), X.shape, W) : this.product([place(), cols, 1], rows, cols, W, k),
      rmatmat: (R, k) =>
        k === 1 ? this.rmatvec(place(), X.shape, R) : this.product([place(), 1, cols], cols, rows, R, k),
      gram: (weights) => this.gram(X, weights),
      dispose: () => {
        heap.give(held)
        held = undefined
      }
    }
  }

  matmul(A: Matrix, B: Matrix): Matrix {
    const [rows, depth] = A.shape
    const cols = B.shape[1]
    if (B.shape[0] !== depth)
      throw new RangeError(`Matrices do not fit: inner sizes ${depth} and ${B.shape[0]}`)
    const out = matrix(rows, cols)
    this.heap.scratch((take, kernels) => {
      const panels = this.panels(take, kernels, B.data, depth, cols)
      const a = take(ROWS * depth)
      const c = take(ROWS * wholeTiles(cols))
      for (const [from, to] of blocks(rows)) {
        this.heap.write(A.data.subarray(from * depth, to * depth), a)
        kernels.clear(c, wholeTiles(to - from) * wholeTiles(cols) * BYTES)
        kernels.multiply(a, depth * BYTES, BYTES, to - from, depth, panels, wholeTiles(cols) / 4, c)
        this.heap.read(c, to - from, cols, wholeTiles(cols), out.data.subarray(from * cols, to * cols))
      }
    })
    return out
  }

  /** Squared Euclidean distances, value by value those of the typed arrays; other metrics are computed there. */
  between(X: Matrix, Y: Matrix, metric: Metric): Distances | Promise<Distances> {
    if (!isEuclidean(metric)) return cpuDistances.between(X, Y, metric)
    const { heap } = this
    const [count, cols] = Y.shape
    const stride = wholeTiles(count)
    const panels = heap.take(stride * cols)
    heap.scratch((take, kernels) => {
      const raw = take(ROWS * cols)
      for (const [from, to] of blocks(count)) {
        heap.write(Y.data.subarray(from * cols, to * cols), raw)
        kernels.packRows(raw, to - from, cols, panels + from * cols * BYTES)
      }
    })
    return {
      block: (from, to) =>
        heap.scratch((take, kernels) => {
          const rows = to - from
          const x = take(wholeTiles(rows) * cols)
          const out = take(wholeTiles(rows) * stride)
          heap.write(X.data.subarray(from * cols, to * cols), x)
          kernels.squaredDistances(x, rows, cols, panels, stride / 4, out)
          return heap.read(out, rows, count, stride)
        }),
      dispose: () => heap.give(panels)
    }
  }

  /** A matrix as panels of four columns, with its common dimension along memory. */
  private panels(
    take: (values: number) => number,
    kernels: Kernels,
    B: Float64Array,
    depth: number,
    cols: number
  ): number {
    const raw = take(depth * cols)
    const panels = take(depth * wholeTiles(cols))
    this.heap.write(B, raw)
    kernels.packColumns(raw, depth, cols, panels)
    return panels
  }

  /** A · B for a held A of rows × depth, whose rows and columns are so many values apart, and B of depth × k. */
  private product(
    [at, aRow, aStep]: readonly [number, number, number],
    rows: number,
    depth: number,
    B: Float64Array,
    k: number
  ): Float64Array {
    return this.heap.scratch((take, kernels) => {
      const panels = this.panels(take, kernels, B, depth, k)
      const size = wholeTiles(rows) * wholeTiles(k)
      const c = take(size)
      kernels.clear(c, size * BYTES)
      kernels.multiply(at, aRow * BYTES, aStep * BYTES, rows, depth, panels, wholeTiles(k) / 4, c)
      return this.heap.read(c, rows, k, wholeTiles(k))
    })
  }

  private matvec(x: number, [rows, cols]: Matrix['shape'], w: Float64Array): Float64Array {
    return this.heap.scratch((take, kernels) => {
      const factor = take(cols)
      const out = take(wholeTiles(rows))
      this.heap.write(w, factor)
      kernels.multiplyVector(x, rows, cols, factor, out)
      return this.heap.read(out, 1, rows)
    })
  }

  private rmatvec(x: number, [rows, cols]: Matrix['shape'], r: Float64Array): Float64Array {
    return this.heap.scratch((take, kernels) => {
      const factor = take(rows)
      const out = take(cols)
      this.heap.write(r, factor)
      kernels.clear(out, cols * BYTES)
      kernels.multiplyTurned(x, rows, cols, factor, out)
      return this.heap.read(out, 1, cols)
    })
  }

  private gram({ data, shape: [rows, cols] }: Matrix, weights?: Float64Array): Matrix {
    const stride = wholeTiles(cols)
    return this.heap.scratch((take, kernels) => {
      const raw = take(ROWS * cols)
      const panels = take(ROWS * stride)
      const factors = weights ? take(ROWS) : 0
      const weighed = weights ? take(ROWS * stride) : panels
      const c = take(stride * stride)
      kernels.clear(c, stride * stride * BYTES)
      for (const [from, to] of blocks(rows)) {
        this.heap.write(data.subarray(from * cols, to * cols), raw)
        kernels.packColumns(raw, to - from, cols, panels)
        if (weights) {
          this.heap.write(weights.subarray(from, to), factors)
          kernels.weigh(panels, to - from, stride / 4, factors, weighed)
        }
        kernels.multiplyUpper(weighed, panels, to - from, stride / 4, c)
      }
      return mirrored(cols, this.heap.read(c, cols, cols, stride))
    })
  }
}

/** The ranges of rows that are worked on one after the other. */
function* blocks(rows: number): Generator<readonly [number, number]> {
  for (let from = 0; from < rows; from += ROWS) yield [from, Math.min(from + ROWS, rows)]
}

/** A symmetric matrix of which what stands below the diagonal is missing. */
function mirrored(n: number, data: Float64Array): Matrix {
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) data[i * n + j] = data[j * n + i]
  return matrix(n, n, data)
}
