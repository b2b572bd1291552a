/** How much memory a fit holds at once in typed arrays, beside its data. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
// Without it, freed arrays are counted until another thread has looked at them.
setFlagsFromString('--no-concurrent-array-buffer-sweeping')
const collect = runInNewContext('gc') as () => void

const live = (): number => {
  collect()
  return process.memoryUsage().arrayBuffers
}

type Constructor = new (...args: unknown[]) => ArrayBufferView

const kinds = ['Float64Array', 'Float32Array', 'Int32Array', 'Uint32Array'] as const

/**
 * The most bytes that lived at once while `work` ran, beyond those that lived before: looked at whenever an array of
 * `least` bytes or more was made.
 */
export async function peakBytes(work: () => Promise<unknown>, least: number): Promise<number> {
  const scope = globalThis as unknown as Record<string, Constructor>
  const plain = kinds.map((kind) => scope[kind])
  const before = live()
  let most = before
  kinds.forEach((kind, i) => {
    scope[kind] = new Proxy(plain[i], {
      construct(target, args, newTarget) {
        const made = Reflect.construct(target, args, newTarget) as ArrayBufferView
        const isView = args[0] instanceof ArrayBuffer
        if (!isView && made.byteLength >= least) most = Math.max(most, live())
        return made
      }
    })
    // Slices and maps of older arrays are made by this.
    plain[i].prototype.constructor = scope[kind]
  })
  try {
    await work()
  } finally {
    kinds.forEach((kind, i) => {
      scope[kind] = plain[i]
      plain[i].prototype.constructor = plain[i]
    })
  }
  return most - before
}
