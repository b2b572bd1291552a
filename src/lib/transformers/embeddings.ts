/** Word embeddings of 4 bits a number: value = (code − 8) · scale, one scale for each 32 numbers of a row. */
import { TextModelError } from './errors'
import { floats, tensor, type Tensors } from './safetensors'

const GROUP = 32

export class WordEmbeddings {
  readonly count: number
  readonly width: number
  readonly #codes: Uint8Array
  readonly #scales: Float32Array

  /** @param tensors `codes` (count, width/2), the even number in the low half of a byte; `scales` (count, width/32) */
  constructor(tensors: Tensors) {
    const codes = tensor(tensors, 'codes', -1, -1)
    if (!(codes.data instanceof Uint8Array))
      throw new TextModelError('bad-model', 'The word embeddings are not 4-bit codes', undefined, {
        tensor: 'codes'
      })
    this.#codes = codes.data
    this.count = codes.shape[0]
    this.width = 2 * codes.shape[1]
    this.#scales = floats(tensors, 'scales', this.count, this.width / GROUP)
  }

  /** Writes the embedding of piece `id` into `row`. */
  read(id: number, row: Float32Array): void {
    const half = this.width / 2
    for (let i = 0; i < half; i++) {
      const code = this.#codes[id * half + i]
      const scale = this.#scales[((id * this.width + 2 * i) / GROUP) | 0]
      row[2 * i] = ((code & 15) - 8) * scale
      row[2 * i + 1] = ((code >> 4) - 8) * scale
    }
  }
}
