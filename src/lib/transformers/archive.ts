/** Models as a person picks them: the files of a folder, or a zip of one. */
import { unzipSync } from 'fflate'
import { TextModelError } from './errors'

export interface PickedFile {
  /** As the picker tells it: `folder/onnx/model.onnx`. */
  readonly path: string
  readonly blob: Blob
}

/** What a model is read from; whatever else lies in its folder stays where it is. */
const wanted =
  /(^|\/)(config|tokenizer|tokenizer_config|sentiment|entities|head)\.json$|(^|\/)vocab\.txt$|(^|\/)(words|sentiment|entities|head)\.safetensors$|(^|\/)onnx\/model(_quantized)?\.onnx$/

/** More than a 32-bit runtime can hold. */
const MOST_BYTES = 2 ** 31

/** The files of a picked folder or zip, named from inside the folder. Throws TextModelError for what is no model. */
export async function readPicked(picked: readonly PickedFile[]): Promise<Map<string, Uint8Array>> {
  const [first] = picked
  if (picked.length === 1 && !wanted.test(first.path)) return checked(unzip(await bytesOf(first)))
  const files = picked.filter(({ path }) => wanted.test(path))
  checkSize(files.reduce((sum, { blob }) => sum + blob.size, 0))
  const read = files.map(async (file) => [file.path, await bytesOf(file)] as const)
  return checked(withoutCommonFolder(new Map(await Promise.all(read))))
}

function unzip(bytes: Uint8Array): Map<string, Uint8Array> {
  let size = 0
  const filter = ({ name, originalSize }: { name: string; originalSize: number }): boolean => {
    if (!wanted.test(name) || name.startsWith('__MACOSX/')) return false
    checkSize((size += originalSize))
    return true
  }
  try {
    return withoutCommonFolder(new Map(Object.entries(unzipSync(bytes, { filter }))))
  } catch (cause) {
    if (cause instanceof TextModelError) throw cause
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new TextModelError(
      'bad-model',
      `The zip cannot be opened: ${reason}`,
      'Pick a zip of the model’s folder.'
    )
  }
}

/** Files as a picked folder lists them, `folder/config.json`, named from inside the folder. */
function withoutCommonFolder(files: ReadonlyMap<string, Uint8Array>): Map<string, Uint8Array> {
  const names = [...files.keys()]
  const folder = names[0]?.slice(0, names[0].indexOf('/') + 1) ?? ''
  const cut = folder && names.every((name) => name.startsWith(folder)) ? folder.length : 0
  return new Map([...files].map(([name, bytes]) => [name.slice(cut), bytes]))
}

const bytesOf = async ({ blob }: PickedFile): Promise<Uint8Array> => new Uint8Array(await blob.arrayBuffer())

function checkSize(size: number): void {
  if (size > MOST_BYTES)
    throw new TextModelError(
      'bad-model',
      `The model has more than ${MOST_BYTES / 2 ** 30} GiB`,
      'Pick a smaller one, or its 8-bit file.'
    )
}

function checked(files: Map<string, Uint8Array>): Map<string, Uint8Array> {
  const one = ['config.json', 'sentiment.json', 'entities.json']
  if (one.some((name) => files.has(name))) return files
  throw new TextModelError(
    'bad-model',
    `This is no text model: it has none of ${one.join(', ')}`,
    'Pick the folder that has config.json, tokenizer.json and onnx/model.onnx, or one that ?_download gave.',
    { files: [...files.keys()] }
  )
}
