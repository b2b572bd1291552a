/** transformers.js in threads of its own, as the engine uses it. */
import { proxy, transfer, wrap } from 'comlink'
import type { ModelFiles } from '$lib/transformers/files'
import { foreignRuntime, SOFTWARE, type HostThread, type Place } from '$lib/transformers/remote'
import { unwrap } from './outcome'
import type { TransformersThread } from './transformers'

export const createForeign = () => foreignRuntime({ start, gpuFault })

function start(place: Place): HostThread {
  const worker = new Worker(new URL('./transformers.ts', import.meta.url), { type: 'module', name: place })
  const remote = wrap<TransformersThread>(worker)
  const died = new Promise<never>((_, reject) => {
    worker.onerror = ({ message }) => reject(deathOf(message))
  })
  died.catch(() => undefined)
  return {
    died,
    host: {
      open: async (kind, files) => unwrap(await remote.open(kind, proxy(handedOver(files)))),
      holds: (id) => remote.holds(id) as unknown as boolean,
      classify: async (id, text) => unwrap(await remote.classify(id, text)),
      tag: async (id, text) => unwrap(await remote.tag(id, text))
    },
    end: () => worker.terminate()
  }
}

const deathOf = (reason: string): Error =>
  Object.assign(new Error(`The model's thread ended: ${reason || 'its script could not be loaded'}`), {
    name: 'TextModelError',
    code: 'unavailable',
    hint: 'Try again, or name a smaller model.'
  })

/** Each file goes to the thread without a copy. */
const handedOver = (files: ModelFiles): ModelFiles => ({
  async read(name) {
    const bytes = await files.read(name)
    return transfer(bytes, [bytes.buffer])
  }
})

/** An adapter that computes on the CPU is slower than WebAssembly. */
async function gpuFault(): Promise<string | null> {
  const adapter = await navigator.gpu?.requestAdapter().catch(() => null)
  if (!adapter) return 'this browser offers no WebGPU adapter'
  const { vendor, architecture, description, isFallbackAdapter } = adapter.info
  const told = `${vendor} ${architecture} ${description}`
  return isFallbackAdapter || /swiftshader|llvmpipe|lavapipe|software|basic render/i.test(told)
    ? SOFTWARE
    : null
}
