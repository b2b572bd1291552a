/**
 * A small BERT encoder (Devlin et al. 2019) on 8-bit weights. Sequences are laid one after the other, so that short texts
 * cost no padding.
 */
import type { WordEmbeddings } from './embeddings'
import { openKernels, type Kernels, type Linear, type Norm } from './kernels'
import { floats, tensor, type Tensors } from './safetensors'
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

const PARTS = ['qkv', 'out', 'up', 'down'] as const

type Layer = Record<(typeof PARTS)[number], Linear> & { readonly norm1: Norm; readonly norm2: Norm }

/** Rows that go through the layers together. */
const MOST_ROWS = 256

export class Encoder {
  readonly width: number
  readonly heads: number
  /** Tokens that a window may have, [CLS] and [SEP] among them. */
  readonly longest: number
  readonly #words: WordEmbeddings
  readonly #position: Float32Array
  readonly #shape: Float32Array | null
  readonly #norm: Norm
  readonly #layers: readonly Layer[]
  readonly #kernels: Kernels
  /** What goes from layer to layer, (rows, width); the rest is what a layer makes of it on the way. */
  readonly #x: Float32Array
  readonly #qkv: Float32Array
  readonly #mixed: Float32Array
  readonly #wide: Float32Array
  readonly #change: Float32Array

  constructor(
    tensors: Tensors,
    words: WordEmbeddings,
    options: { layers: number; heads: number; simd?: boolean }
  ) {
    const { width } = words
    this.#words = words
    this.width = width
    this.heads = options.heads
    this.#position = floats(tensors, 'position', -1, width)
    this.longest = Math.min(this.#position.length / width, MOST_ROWS)
    this.#shape = tensors.has('shape') ? floats(tensors, 'shape', -1, width) : null
    const inner = tensor(tensors, 'layers.0.up.bias', -1).data.length
    const activations = MOST_ROWS * (6 * width + inner)
    const kernels = openKernels({
      rows: MOST_ROWS,
      widest: Math.max(width, inner),
      bytes: bytesOf(tensors) + 4 * activations,
      simd: options.simd
    })
    const { place } = kernels
    const readNorm = (name: string): Norm => ({
      weight: place(floats(tensors, `${name}.weight`, width)),
      bias: place(floats(tensors, `${name}.bias`, width))
    })
    const readLinear = (name: string): Linear => {
      const { data, totals, scale, ...size } = readWeights(tensors, name)
      const bias = floats(tensors, `${name}.bias`, size.outputs)
      return { ...size, data: place(data), totals: place(totals), scale: place(scale), bias: place(bias) }
    }
    this.#norm = readNorm('norm')
    this.#layers = Array.from({ length: options.layers }, (_, i) => {
      const [qkv, out, up, down] = PARTS.map((part) => readLinear(`layers.${i}.${part}`))
      const [norm1, norm2] = [1, 2].map((n) => readNorm(`layers.${i}.norm${n}`))
      return { qkv, out, up, down, norm1, norm2 }
    })
    this.#kernels = kernels
    const rooms = [width, 3 * width, width, inner, width].map((size) => kernels.room(MOST_ROWS * size))
    ;[this.#x, this.#qkv, this.#mixed, this.#wide, this.#change] = rooms
  }

  /** Whether the fast kernels are in use. */
  get simd(): boolean {
    return this.#kernels.simd
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
    const { width } = this
    const lengths = sequences.map(({ ids }) => ids.length)
    const rows = lengths.reduce((sum, length) => sum + length, 0)
    this.#embed(sequences, rows)
    const states = this.#layers.map((layer, i) => {
      this.#pass(layer, lengths, rows)
      return i === 0 || i === this.#layers.length - 1 ? this.#x.slice(0, rows * width) : null
    })
    const [first, last] = [states[0]!, states.at(-1)!]
    let at = 0
    return lengths.map((length) => {
      const [start, end] = [at * width, (at += length) * width]
      return { first: first.slice(start, end), last: last.slice(start, end) }
    })
  }

  /** Word, position and shape of each token, normalised. */
  #embed(sequences: readonly Sequence[], rows: number): void {
    const { width } = this
    let at = 0
    for (const { ids, shapes } of sequences) {
      if (ids.length > this.longest)
        throw new RangeError(`A window has at most ${this.longest} tokens, got ${ids.length}`)
      ids.forEach((id, i) => {
        this.#words.read(id, this.#x.subarray(at, at + width))
        const shape = shapes ? shapes[i] * width : 0
        for (let d = 0; d < width; d++, at++)
          this.#change[at] =
            this.#position[i * width + d] + (shapes && this.#shape ? this.#shape[shape + d] : 0)
      })
    }
    this.#kernels.addAndNormalize(this.#norm, this.#x, this.#change, rows)
  }

  /** Attention among the tokens of each sequence, then two connected layers for each token. */
  #pass(layer: Layer, lengths: readonly number[], rows: number): void {
    const kernels = this.#kernels
    kernels.linear(layer.qkv, this.#x, rows, this.#qkv)
    let first = 0
    for (const length of lengths) {
      kernels.attend(this.#qkv, this.#mixed, first, length, this.width, this.heads)
      first += length
    }
    kernels.linear(layer.out, this.#mixed, rows, this.#change)
    kernels.addAndNormalize(layer.norm1, this.#x, this.#change, rows)
    kernels.linear(layer.up, this.#x, rows, this.#wide)
    kernels.gelu(this.#wide, rows * layer.up.outputs)
    kernels.linear(layer.down, this.#wide, rows, this.#change)
    kernels.addAndNormalize(layer.norm2, this.#x, this.#change, rows)
  }
}

/**
 * At most, as the kernels take them: weights of 4 bits become 8, each bias has totals beside it, and each array begins at a
 * multiple of 16.
 */
const bytesOf = (tensors: Tensors): number =>
  [...tensors].reduce(
    (sum, [name, { data }]) => sum + data.byteLength * (/\.(codes|bias)$/.test(name) ? 2 : 1) + 32,
    0
  )
