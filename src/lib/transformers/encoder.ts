/**
 * A small BERT encoder (Devlin et al. 2019) on 8-bit weights: each row of activations is scaled to integers, multiplied
 * by the kernel and scaled back. Sequences are laid one after the other, so that short texts cost no padding.
 */
import { attend } from './attention'
import type { WordEmbeddings } from './embeddings'
import { addTo, gelu, layerNorm } from './functions'
import { Kernel, MOST_ROWS } from './kernel'
import { floats, type Tensors } from './safetensors'
import { readWeights } from './weights'

/** The tokens of one window, and with them the shape of each token's word where the model looks at shapes. */
export interface Sequence {
  readonly ids: readonly number[]
  readonly shapes?: readonly number[]
}

/** Hidden states of one sequence after the first and after the last layer: (length, width) each. */
export interface Hidden {
  readonly first: Float32Array
  readonly last: Float32Array
}

interface Linear {
  readonly matrix: number
  readonly inputs: number
  readonly outputs: number
  readonly scale: Float32Array
  readonly bias: Float32Array
}

interface Norm {
  readonly weight: Float32Array
  readonly bias: Float32Array
}

/** Products of 1,536 terms stay within 32 bits: 1,536 · 127 · 8,191 < 2³¹. */
const FINEST = 8191
const PARTS = ['qkv', 'out', 'up', 'down'] as const

export class Encoder {
  readonly width: number
  readonly heads: number
  /** Tokens that a window may have, [CLS] and [SEP] among them. */
  readonly longest: number
  readonly #words: WordEmbeddings
  readonly #position: Float32Array
  readonly #shape: Float32Array | null
  readonly #norm: Norm
  readonly #layers: (Record<(typeof PARTS)[number], Linear> & { norm1: Norm; norm2: Norm })[]
  readonly #kernel: Kernel
  /** By their width: what a product is written into. To allocate it anew takes longer than to fill it. */
  readonly #products = new Map<number, Float32Array>()

  constructor(
    tensors: Tensors,
    words: WordEmbeddings,
    options: { layers: number; heads: number; simd?: boolean }
  ) {
    this.#words = words
    this.width = words.width
    this.heads = options.heads
    this.#position = floats(tensors, 'position', -1, this.width)
    this.longest = Math.min(this.#position.length / this.width, MOST_ROWS)
    this.#shape = tensors.has('shape') ? floats(tensors, 'shape', -1, this.width) : null
    this.#norm = this.#readNorm(tensors, 'norm')
    const weights: Int8Array[] = []
    this.#layers = Array.from({ length: options.layers }, (_, i) => {
      const linear = (part: string): Linear => {
        const name = `layers.${i}.${part}`
        const { data, ...size } = readWeights(tensors, name)
        const bias = floats(tensors, `${name}.bias`, size.outputs)
        return { matrix: weights.push(data) - 1, ...size, bias }
      }
      const [qkv, out, up, down] = PARTS.map(linear)
      const [norm1, norm2] = [1, 2].map((n) => this.#readNorm(tensors, `layers.${i}.norm${n}`))
      return { qkv, out, up, down, norm1, norm2 }
    })
    this.#kernel = new Kernel(weights, options.simd)
  }

  /** Whether the fast kernel is in use. */
  get simd(): boolean {
    return this.#kernel.simd
  }

  /** Hidden states of each sequence. A sequence longer than `longest` throws a RangeError: cut it into windows first. */
  *run(sequences: readonly Sequence[]): Generator<Hidden> {
    for (let from = 0; from < sequences.length;) {
      let to = from
      for (let rows = 0; to < sequences.length && (rows += sequences[to].ids.length) <= MOST_ROWS;) to++
      yield* this.#together(sequences.slice(from, to))
      from = to
    }
  }

  #together(sequences: readonly Sequence[]): Hidden[] {
    const rows = sequences.reduce((sum, { ids }) => sum + ids.length, 0)
    const x = this.#embed(sequences, rows)
    let first = x
    this.#layers.forEach((layer, number) => {
      const qkv = this.#apply(layer.qkv, x, rows)
      const mixed = new Float32Array(x.length)
      let at = 0
      for (const { ids } of sequences) {
        attend(qkv, mixed, at, ids.length, this.width, this.heads)
        at += ids.length
      }
      addTo(x, this.#apply(layer.out, mixed, rows), x.length)
      layerNorm(x, rows, layer.norm1.weight, layer.norm1.bias)
      const wide = this.#apply(layer.up, x, rows)
      gelu(wide, wide.length)
      addTo(x, this.#apply(layer.down, wide, rows), x.length)
      layerNorm(x, rows, layer.norm2.weight, layer.norm2.bias)
      if (number === 0) first = x.slice()
    })
    let at = 0
    return sequences.map(({ ids }) => {
      const [start, end] = [at * this.width, (at += ids.length) * this.width]
      return { first: first.slice(start, end), last: x.slice(start, end) }
    })
  }

  #embed(sequences: readonly Sequence[], rows: number): Float32Array {
    const { width } = this
    const x = new Float32Array(rows * width)
    let at = 0
    for (const { ids, shapes } of sequences) {
      if (ids.length > this.longest)
        throw new RangeError(`A window has at most ${this.longest} tokens, got ${ids.length}`)
      ids.forEach((id, i) => {
        const row = x.subarray(at, (at += width))
        this.#words.read(id, row)
        for (let d = 0; d < width; d++) row[d] += this.#position[i * width + d]
        if (this.#shape && shapes)
          for (let d = 0; d < width; d++) row[d] += this.#shape[shapes[i] * width + d]
      })
    }
    layerNorm(x, rows, this.#norm.weight, this.#norm.bias)
    return x
  }

  /**
   * x·Wᵀ + b by way of integers: each row has its own scale, each output its weights' scale. The result holds until the
   * next product of as many outputs.
   */
  #apply({ matrix, inputs, outputs, scale, bias }: Linear, x: Float32Array, rows: number): Float32Array {
    const { input, output } = this.#kernel
    const steps = new Float64Array(rows)
    for (let r = 0; r < rows; r++) {
      let most = 1e-9
      for (let i = r * inputs, end = i + inputs; i < end; i++) {
        const size = Math.abs(x[i])
        if (size > most) most = size
      }
      const finer = FINEST / most
      steps[r] = most / FINEST
      for (let i = r * inputs, end = i + inputs; i < end; i++) input[i] = Math.round(x[i] * finer)
    }
    this.#kernel.multiply(matrix, rows, inputs, outputs)
    const y = this.#room(outputs).subarray(0, rows * outputs)
    for (let r = 0, at = 0; r < rows; r++) {
      const step = steps[r]
      for (let o = 0; o < outputs; o++, at++) y[at] = output[at] * step * scale[o] + bias[o]
    }
    return y
  }

  #room(outputs: number): Float32Array {
    const known = this.#products.get(outputs)
    if (known) return known
    const room = new Float32Array(MOST_ROWS * outputs)
    this.#products.set(outputs, room)
    return room
  }

  #readNorm(tensors: Tensors, name: string): Norm {
    const [weight, bias] = ['weight', 'bias'].map((key) => floats(tensors, `${name}.${key}`, this.width))
    return { weight, bias }
  }
}
