/** A model's files by name, wherever they lie: the caller fetches, reads a folder, unzips or looks them up in a store. */
import { TextModelError } from './errors'

export interface ModelFiles {
  /** The file's bytes; rejects when there is no such file. */
  read(name: string): Promise<Uint8Array>
}

/** A file that must be there. Throws TextModelError that names it. */
export async function readFile(files: ModelFiles, name: string): Promise<Uint8Array> {
  try {
    return await files.read(name)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new TextModelError(
      'bad-model',
      `The model lacks its file ${name} (${reason})`,
      'Give a folder with all of its files.',
      {
        file: name
      }
    )
  }
}

export const readText = async (files: ModelFiles, name: string): Promise<string> =>
  new TextDecoder().decode(await readFile(files, name))

export async function readJson(files: ModelFiles, name: string): Promise<Record<string, unknown>> {
  const text = await readText(files, name)
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>
  } catch {
    // Told below, with what the file begins with: an HTML page in place of a file shows at once.
  }
  throw new TextModelError(
    'bad-model',
    `${name} is no JSON object: it begins with ${JSON.stringify(text.slice(0, 20))}`,
    undefined,
    {
      file: name
    }
  )
}

/** Files held in memory, as an unpacked zip or a picked folder gives them. */
export const filesFrom = (map: ReadonlyMap<string, Uint8Array>): ModelFiles => ({
  async read(name) {
    const bytes = map.get(name)
    if (!bytes) throw new Error('not there')
    return bytes
  }
})
