import { describe, expect, test, vi } from 'vitest'
import { filesFrom, foreignRuntime, type HostThread } from '$lib/transformers'

const files = filesFrom(new Map())

/** Threads that count what becomes of them. */
function makeThreads() {
  const log: string[] = []
  const kill: ((reason: Error) => void)[] = []
  const start = (): HostThread => {
    const number = kill.length
    log.push(`start ${number}`)
    const host = {
      open: async () => {
        log.push(`open in ${number}`)
        return { id: 0, labels: ['a', 'b'], device: 'test', scheme: 'loose' as const }
      },
      classify: async (_id: number, text: string) => {
        if (text === 'hang') await new Promise(() => undefined)
        return { scores: Float64Array.of(text.length, 0), hidden: new Float32Array() }
      },
      tag: async () => []
    }
    return { host, died: new Promise((_, reject) => kill.push(reject)), end: () => log.push(`end ${number}`) }
  }
  return { log, kill, start }
}

describe('foreignRuntime', () => {
  test('ends the thread when idle, and starts and opens anew for the next text', async () => {
    vi.useFakeTimers()
    const { log, start } = makeThreads()
    const model = await foreignRuntime(start, 1000).classifier(files)
    await model.classify('abc')
    await model.classify('abc')
    expect(log).toEqual(['start 0', 'open in 0'])
    vi.advanceTimersByTime(1001)
    expect(log).toEqual(['start 0', 'open in 0', 'end 0'])
    expect((await model.classify('abcd')).scores[0]).toBe(4)
    expect(log).toEqual(['start 0', 'open in 0', 'end 0', 'start 1', 'open in 1'])
    vi.useRealTimers()
  })

  test('a thread that dies fails the text at hand and no other', async () => {
    const { log, kill, start } = makeThreads()
    const model = await foreignRuntime(start).classifier(files)
    const hanging = model.classify('hang')
    await Promise.resolve()
    kill[0](new Error('out of memory'))
    await expect(hanging).rejects.toThrow("The model's thread ended: out of memory")
    expect((await model.classify('ab')).scores[0]).toBe(2)
    expect(log).toContain('start 1')
  })
})
