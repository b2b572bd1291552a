/** The kernels in WebAssembly, on one memory that holds weights and activations. */
import plain from './kernels/index.ts?base64'
import relaxed from './kernels/index.ts?base64-relaxed'
import type { Kernels, KernelSizes } from './kernels'

/** What kernels/index.ts exports; arrays are places in bytes. */
interface Exports {
  readonly memory: WebAssembly.Memory
  linear(
    x: number,
    rows: number,
    inputs: number,
    outputs: number,
    weights: number,
    totals: number,
    scale: number,
    bias: number,
    codes: number,
    grids: number,
    y: number
  ): void
  gelu(x: number, count: number): void
  addAndNormalize(x: number, y: number, rows: number, width: number, weight: number, bias: number): void
  attend(qkv: number, out: number, length: number, width: number, heads: number, weights: number): void
}

const PAGE = 2 ** 16
/** Bytes of a float32. */
const F = 4

const total = (sizes: readonly number[]): number => sizes.reduce((sum, size) => sum + size, 0)

/** The kernels, by the SIMD that they need; relaxed is faster. */
const modules = { relaxed, plain }

type Kind = keyof typeof modules

function instantiate(kind: Kind): Exports | null {
  try {
    const bytes = Uint8Array.from(atob(modules[kind]), (letter) => letter.charCodeAt(0))
    return new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as unknown as Exports
  } catch {
    return null // No such SIMD, or the page's policy forbids WebAssembly.
  }
}

/** null where there is no such WebAssembly SIMD. Throws RangeError where there is no memory for it. */
export function openSimdKernels(kind: Kind, { rows, widest, bytes }: KernelSizes): Kernels | null {
  const wasm = instantiate(kind)
  if (!wasm) return null
  // The codes of rows (two bytes each at most), two numbers for each row, the weights of one query.
  const scratch = [2 * rows * widest, 2 * F * rows, F * rows]
  const [codes, grids, scores] = scratch.map((_, i) => total(scratch.slice(0, i)))
  let end = total(scratch)
  wasm.memory.grow(Math.ceil((end + bytes) / PAGE))
  const { buffer } = wasm.memory
  const take = (size: number): number => {
    const at = end
    end += Math.ceil(size / 16) * 16
    return at
  }
  return {
    simd: true,
    place: (values) => {
      const View = values.constructor as new (
        buffer: ArrayBuffer,
        at: number,
        length: number
      ) => typeof values
      const placed = new View(buffer, take(values.byteLength), values.length)
      placed.set(values)
      return placed
    },
    room: (length) => new Float32Array(buffer, take(length * F), length),
    linear: ({ data, totals, scale, bias, inputs, outputs }, x, rows, y) =>
      wasm.linear(
        x.byteOffset,
        rows,
        inputs,
        outputs,
        data.byteOffset,
        totals.byteOffset,
        scale.byteOffset,
        bias.byteOffset,
        codes,
        grids,
        y.byteOffset
      ),
    gelu: (x, count) => wasm.gelu(x.byteOffset, count),
    addAndNormalize: ({ weight, bias }, x, y, rows) =>
      wasm.addAndNormalize(
        x.byteOffset,
        y.byteOffset,
        rows,
        weight.length,
        weight.byteOffset,
        bias.byteOffset
      ),
    attend: (qkv, out, first, length, width, heads) =>
      wasm.attend(
        qkv.byteOffset + first * 3 * width * F,
        out.byteOffset + first * width * F,
        length,
        width,
        heads,
        scores
      )
  }
}
