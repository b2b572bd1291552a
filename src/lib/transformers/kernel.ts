/**
 * Integer matrix products, where the models spend their time: 16-bit activations times 8-bit weights. In WebAssembly
 * with SIMD where the machine has it (about 15 thousand million products a second on one core), else in plain
 * JavaScript over the same memory, 10 to 30 times slower with the same numbers to the last bit.
 */
import { kernelWasm } from './kernel-wasm'

/** y (rows, out) = x (rows, in) · w (out, in)ᵀ; the first three are byte addresses. rows % 4 = out % 2 = in % 8 = 0. */
type Multiply = (x: number, w: number, y: number, rows: number, width: number, out: number) => void

const PAGE = 65536
/** The compiled code keeps its own small stack in the first pages. */
const RESERVED = 2 * PAGE

/** Rows that one call can take. */
export const MOST_ROWS = 256
const WIDEST = 1536

function multiplyPlain(buffer: ArrayBuffer): Multiply {
  const [int8, int16, int32] = [new Int8Array(buffer), new Int16Array(buffer), new Int32Array(buffer)]
  return (x, w, y, rows, width, out) => {
    for (let o = 0; o < out; o++)
      for (let r = 0; r < rows; r += 4) {
        let [a, b, c, d] = [0, 0, 0, 0]
        const x0 = (x >> 1) + r * width
        for (let k = 0, at = x0, wk = w + o * width; k < width; k++, at++, wk++) {
          const weight = int8[wk]
          a = (a + Math.imul(int16[at], weight)) | 0
          b = (b + Math.imul(int16[at + width], weight)) | 0
          c = (c + Math.imul(int16[at + 2 * width], weight)) | 0
          d = (d + Math.imul(int16[at + 3 * width], weight)) | 0
        }
        const y0 = (y >> 2) + r * out + o
        int32[y0] = a
        int32[y0 + out] = b
        int32[y0 + 2 * out] = c
        int32[y0 + 3 * out] = d
      }
  }
}

function multiplySimd(memory: WebAssembly.Memory): Multiply | null {
  try {
    const bytes = Uint8Array.from(atob(kernelWasm), (c) => c.charCodeAt(0))
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } })
    return exports.multiply as Multiply
  } catch {
    return null // No SIMD, or the page's policy forbids WebAssembly: plain JavaScript does it.
  }
}

/** Weights laid out once in one memory, and room for activations and results. */
export class Kernel {
  /** Whether SIMD is in use; without it answers take longer. */
  readonly simd: boolean
  /** Fill rows × width activations here before `multiply`. */
  readonly input: Int16Array
  /** Find rows × out sums here after `multiply`. */
  readonly output: Int32Array
  readonly #multiply: Multiply
  readonly #places: number[] = []
  readonly #x: number
  readonly #y: number

  /** @param weights matrices (out, in) that `multiply` names by their index. @param simd false forces plain JavaScript. */
  constructor(weights: readonly Int8Array[], simd = true) {
    let end = RESERVED
    for (const matrix of weights) {
      this.#places.push(end)
      end += Math.ceil(matrix.length / 16) * 16
    }
    this.#x = end
    this.#y = this.#x + MOST_ROWS * WIDEST * 2
    const pages = Math.ceil((this.#y + MOST_ROWS * WIDEST * 4) / PAGE)
    const memory = simd && typeof WebAssembly === 'object' ? new WebAssembly.Memory({ initial: pages }) : null
    const compiled = memory && multiplySimd(memory)
    const buffer = memory && compiled ? memory.buffer : new ArrayBuffer(pages * PAGE)
    this.simd = compiled !== null
    this.#multiply = compiled ?? multiplyPlain(buffer)
    weights.forEach((matrix, i) => new Int8Array(buffer).set(matrix, this.#places[i]))
    this.input = new Int16Array(buffer, this.#x, MOST_ROWS * WIDEST)
    this.output = new Int32Array(buffer, this.#y, MOST_ROWS * WIDEST)
  }

  multiply(matrix: number, rows: number, width: number, out: number): void {
    this.#multiply(this.#x, this.#places[matrix], this.#y, Math.ceil(rows / 4) * 4, width, out)
  }
}
