/**
 * transformers.js as it is set up here: it reads every file through the given ModelFiles, and is told of no host, no cache
 * and no disk, so that nothing is fetched unasked.
 */
import { env, LogLevel } from '@huggingface/transformers'
import type { ModelFiles } from './files'

const mounted = new Map<string, ModelFiles>()
let count = 0

env.logLevel = LogLevel.NONE
env.allowRemoteModels = false
env.allowLocalModels = true
env.localModelPath = '/'
env.remotePathTemplate = '{model}'
env.useBrowserCache = false
env.useFSCache = false
env.useFS = false
// Else the runtime is fetched by the library, to be run from a blob.
env.useWasmCache = false
env.useCustomCache = true
env.customCache = {
  async match(path: string) {
    const [, folder, name] = /(picked-\d+)\/(.+)$/.exec(path) ?? []
    const bytes = await mounted
      .get(folder)
      ?.read(name)
      .catch(() => undefined)
    return bytes && new Response(bytes.slice())
  },
  async put() {}
}
env.fetch = async () => new Response(null, { status: 404 })

/** Where the runtime's own two files lie: a site serves its own copies. Call once, before any model is opened. */
export function useRuntime(paths: { mjs: string; wasm: string }): void {
  if (env.backends.onnx.wasm) env.backends.onnx.wasm.wasmPaths = paths
}

/** Runs `work` with the name of a folder that holds these files to the library. */
export async function mount<T>(files: ModelFiles, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = `picked-${count++}`
  mounted.set(folder, files)
  try {
    return await work(folder)
  } finally {
    mounted.delete(folder)
  }
}
