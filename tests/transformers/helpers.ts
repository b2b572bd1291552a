import { readFile } from 'node:fs/promises'
import type { ModelFiles } from '$lib/transformers'
import { logSoftmax } from '$lib/transformers/functions'

/** The site's own models, read from static/models. */
export const embedded: ModelFiles = {
  read: async (name) => new Uint8Array(await readFile(`static/models/${name}`))
}

/** As the models, with some files replaced or (null) taken away. */
export const changed = (
  files: ModelFiles,
  changes: Record<string, Uint8Array | string | null>
): ModelFiles => ({
  async read(name) {
    const change = changes[name]
    if (change === undefined) return files.read(name)
    if (change === null) throw new Error('404 not found')
    return typeof change === 'string' ? new TextEncoder().encode(change) : change
  }
})

export const readFixture = async <T>(name: string): Promise<T> =>
  JSON.parse(await readFile(`tests/fixtures/transformers/${name}.json`, 'utf8')) as T

/** What the tokenizers library and torch make of a text with the committed models (tests/reference/text_models.py). */
export interface ModelRow {
  text: string
  /** start, end, pieces */
  words: [number, number, number[]][]
  shapes: number[]
  /** The two logits. */
  sentiment: number[]
  /** Logits of each word's first piece. */
  entities: number[][]
}

/** The largest difference between two rows of numbers. */
export const furthest = (a: Float64Array, b: ArrayLike<number>): number =>
  Math.max(...a.map((v, i) => Math.abs(v - b[i])))

export const probabilities = (scores: readonly number[]): Float64Array =>
  logSoftmax(Float64Array.from(scores)).map(Math.exp)
