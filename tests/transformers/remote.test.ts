import { describe, expect, test, vi } from 'vitest'
import { filesFrom, foreignRuntime, type HostThread, type Place } from '$lib/transformers'
import { SOFTWARE } from '$lib/transformers/remote'

const files = filesFrom(new Map())

/** Threads that count what becomes of them. WebGPU fails on the text `lost`. */
function makeThreads(fault: string | null = 'there is none') {
  const log: string[] = []
  const kill: ((reason: Error) => void)[] = []
  const start = (place: Place): HostThread => {
    const number = kill.length
    log.push(`start ${place}`)
    let opened = 0
    const host: HostThread['host'] = {
      open: async () => {
        log.push(`open ${place}`)
        return { id: opened++, labels: ['a', 'b'], device: place, scheme: 'loose' as const }
      },
      holds: (id) => id === opened - 1,
      classify: async (_id, text) => {
        if (text === 'hang') await new Promise(() => undefined)
        if (text === 'lost' && place === 'webgpu') throw new Error('the device was lost')
        if (text === 'bad') throw new Error('bad model')
        return { scores: Float64Array.of(text.length, 0), hidden: new Float32Array() }
      },
      tag: async () => []
    }
    const died = new Promise<never>((_, reject) => (kill[number] = reject))
    died.catch(() => undefined)
    return { host, died, end: () => log.push(`end ${place}`) }
  }
  const threads = { start, gpuFault: async () => fault, idleMs: 1000 }
  return { log, kill, runtime: foreignRuntime(threads) }
}

describe('a thread', () => {
  test('ends when idle, and another starts and opens the model for the next text', async () => {
    vi.useFakeTimers()
    const { log, runtime } = makeThreads()
    const model = await runtime.classifier(files)
    await model.classify('abc')
    await model.classify('abc')
    expect(log).toEqual(['start wasm', 'open wasm'])
    vi.advanceTimersByTime(1001)
    expect(log).toEqual(['start wasm', 'open wasm', 'end wasm'])
    expect((await model.classify('abcd')).scores[0]).toBe(4)
    expect(log.slice(3)).toEqual(['start wasm', 'open wasm'])
    vi.useRealTimers()
  })

  test('ends on demand, unless it is at work', async () => {
    const { log, runtime } = makeThreads()
    const model = await runtime.classifier(files)
    void model.classify('hang')
    runtime.release()
    expect(log).not.toContain('end wasm')
    const { log: idle, runtime: other } = makeThreads()
    await other.classifier(files)
    other.release()
    expect(idle.at(-1)).toBe('end wasm')
  })

  test('that dies fails the text at hand and no other', async () => {
    const { log, kill, runtime } = makeThreads()
    const model = await runtime.classifier(files)
    const hanging = model.classify('hang')
    await Promise.resolve()
    kill[0](new Error('out of memory'))
    await expect(hanging).rejects.toThrow('out of memory')
    expect((await model.classify('ab')).scores[0]).toBe(2)
    expect(log).toEqual(['start wasm', 'open wasm', 'end wasm', 'start wasm', 'open wasm'])
  })

  test('in which a text takes for ever is ended', async () => {
    vi.useFakeTimers()
    const { log, runtime } = makeThreads()
    const model = await runtime.classifier(files)
    const hanging = expect(model.classify('hang')).rejects.toThrow('The model took more than 120 seconds')
    await vi.advanceTimersByTimeAsync(120_001)
    await hanging
    expect(log.at(-1)).toBe('end wasm')
    vi.useRealTimers()
  })

  test('in which an aborted text goes on too long is ended, and its text drops', async () => {
    vi.useFakeTimers()
    const { log, runtime } = makeThreads()
    const model = await runtime.classifier(files)
    const abort = new AbortController()
    const hanging = expect(model.classify('hang', abort.signal)).rejects.toThrow(/abort/i)
    await vi.advanceTimersByTimeAsync(10_000)
    abort.abort()
    await vi.advanceTimersByTimeAsync(1_000)
    expect(log).not.toContain('end wasm')
    await vi.advanceTimersByTimeAsync(1_001)
    await hanging
    expect(log.at(-1)).toBe('end wasm')
    expect((await model.classify('ab')).scores[0]).toBe(2)
    vi.useRealTimers()
  })

  test('in which a model failed is not used again', async () => {
    const { log, runtime } = makeThreads()
    const model = await runtime.classifier(files)
    await expect(model.classify('bad')).rejects.toThrow('bad model')
    expect(log.at(-1)).toBe('end wasm')
    expect((await model.classify('ab')).scores[0]).toBe(2)
  })

  test('holds what was used last: a model that another one closed is opened again', async () => {
    const { log, runtime } = makeThreads()
    const first = await runtime.classifier(files)
    await runtime.classifier(files)
    await first.classify('abc')
    expect(log).toEqual(['start wasm', 'open wasm', 'open wasm', 'open wasm'])
  })
})

describe('WebGPU', () => {
  test.each([
    ['sound', null, 'auto', 'webgpu', []],
    ['sound, not wished for', null, 'wasm', 'wasm', []],
    ['a software one', SOFTWARE, 'auto', 'wasm', []],
    ['a software one, asked for by name', SOFTWARE, 'webgpu', 'webgpu', []],
    ['not there', 'there is none', 'webgpu', 'wasm', ['webgpu is not used: there is none']],
    [
      'not asked for',
      null,
      'webgl',
      'wasm',
      ['webgl is not used: transformers.js computes on WebGPU or WebAssembly']
    ]
  ])('%s', async (_, fault, wish, device, warnings) => {
    const model = await makeThreads(fault).runtime.tagger(files, wish)
    expect(model).toMatchObject({ device, warnings })
  })

  test('that fails midway is replaced by WebAssembly, which is said', async () => {
    const { runtime } = makeThreads(null)
    const model = await runtime.classifier(files)
    expect((await model.classify('lost')).scores[0]).toBe(4)
    expect(model).toMatchObject({
      device: 'wasm',
      warnings: ['webgpu is not used: the device was lost']
    })
  })
})
