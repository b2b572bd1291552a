import { unzipSync } from 'fflate'
import { TextModelError } from './errors'
import { filesFrom, type ModelFiles } from './files'

/** The model in a zip; where all lies in one folder, names are told from there. Throws TextModelError for a broken zip. */
export function filesFromZip(bytes: Uint8Array): ModelFiles {
  let entries: Record<string, Uint8Array>
  try {
    entries = unzipSync(bytes, { filter: ({ name }) => !name.endsWith('/') && !name.startsWith('__MACOSX/') })
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new TextModelError(
      'bad-model',
      `The zip cannot be opened: ${reason}`,
      'Pick a zip of the model’s folder.'
    )
  }
  return filesFrom(withoutCommonFolder(new Map(Object.entries(entries))))
}

/** Files as a picked folder lists them, `folder/config.json`, named from inside the folder. */
export function withoutCommonFolder(files: ReadonlyMap<string, Uint8Array>): Map<string, Uint8Array> {
  const names = [...files.keys()]
  const folder = names[0]?.slice(0, names[0].indexOf('/') + 1) ?? ''
  const cut = folder && names.every((name) => name.startsWith(folder)) ? folder.length : 0
  return new Map([...files].map(([name, bytes]) => [name.slice(cut), bytes]))
}
