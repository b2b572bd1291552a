/** Text models by name: the site's own, folders below `models/`, what the user picked, what came from the hub. */
import type { TextModels } from '$lib/client/engine'
import type { FindOptions, TextParts } from '$lib/mlhandler/families/text'
import { PickedModels } from '$lib/storage/PickedModels'
import { readPicked, type PickedFile } from '$lib/transformers/archive'
import { TextModelError } from '$lib/transformers/errors'
import type { ModelFiles } from '$lib/transformers/files'
import {
  describeHubModel,
  downloadHubModel,
  downloaded,
  hubFiles,
  removeDownloaded
} from '$lib/transformers/hub'
import { fetchFile, modelFiles } from './files'
import { createForeign } from './foreign'

const picked = new PickedModels()
const hubCache = (): Promise<Cache> => caches.open('mlhandler-hub')
/** Any of these makes a folder a model. */
const marks = ['config.json', 'sentiment.json', 'entities.json']

/** @param folder the site's folder of gramex.yaml */
export function createModels(folder: () => string): { text: TextParts; models: TextModels } {
  const foreign = createForeign()
  return {
    text: {
      foreign,
      async modelFiles(name, options) {
        if (name === null) return modelFiles(`${folder()}/models/`)
        if (await picked.has(name)) return pickedFiles(name)
        return name.includes('/') ? fromHub(name, options) : fromSite(`${folder()}/models/${name}/`, name)
      }
    },
    models: {
      list: async () => [...(await picked.names()), ...(await downloaded(await hubCache()))].sort(),
      keep: (name, files) => plainly(() => keep(name, files)),
      async remove(name) {
        await picked.remove(name)
        await removeDownloaded(name, await hubCache())
      },
      describe: (name) => plainly(() => describeHubModel(name, fetch)),
      release: () => foreign.release()
    }
  }
}

const pickedFiles = (model: string): ModelFiles => ({
  async read(name) {
    const bytes = await picked.read(model, name)
    if (bytes) return bytes
    throw new Error('not there')
  }
})

async function keep(name: string, files: readonly PickedFile[]): Promise<void> {
  if (!/^[^/\p{C}]*[\p{L}\p{N}][^/\p{C}]*$/u.test(name))
    throw new TextModelError(
      'bad-input',
      `"${name}" cannot be a model's name`,
      'Give its folder or zip a name with letters, without /.'
    )
  await picked.put(name, await readPicked(files))
}

async function fromSite(path: string, name: string): Promise<ModelFiles> {
  for (const mark of /^[\w-][\w.-]*$/.test(name) ? marks : []) {
    const response = await fetchFile(path + mark).catch(() => undefined)
    if (response?.ok) return modelFiles(path)
  }
  throw new TextModelError(
    'no-model',
    `There is no text model "${name}"`,
    `Put its folder at ${path} on this site, pick it on the page of the samples, or leave model out for the site's own.`,
    { model: name }
  )
}

async function fromHub(name: string, { hub, signal, onProgress }: FindOptions): Promise<ModelFiles> {
  const cache = await hubCache()
  const here = (await downloaded(cache)).includes(name)
  if (!here && !hub)
    throw new TextModelError(
      'no-model',
      `The model ${name} is not on this machine`,
      'Allow its download from the Hugging Face hub: hub: true beside model, or by the page of the samples.',
      { model: name }
    )
  if (!here)
    await downloadHubModel(await describeHubModel(name, fetch), {
      fetch,
      cache,
      signal,
      onProgress: (done, total) => onProgress?.({ phase: 'download', done, total })
    })
  return hubFiles(name, cache)
}

/** Errors in words for a person: between threads only the message arrives. */
async function plainly<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    const { message, hint } = cause as TextModelError
    throw new Error([message, hint].filter(Boolean).join('. '))
  }
}
