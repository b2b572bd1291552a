import { expose } from 'comlink'
import { afterEach, expect, it, vi } from 'vitest'
import { createPool } from '../../workers/pool'
import { settle } from '../../workers/outcome'

/** How many workers to come cannot load their script; how many were made, and how many of them ended. */
let [failing, made, ended] = [0, 0, 0]

class FakeWorker extends EventTarget {
  onerror: ((event: Event) => void) | null = null
  private readonly channel = new MessageChannel()

  constructor() {
    super()
    const { port1, port2 } = this.channel
    port1.onmessage = ({ data }) => this.dispatchEvent(new MessageEvent('message', { data }))
    const thread = { share: () => undefined, run: (_: string, item: number) => settle(async () => item * 2) }
    if (made++ < failing) queueMicrotask(() => this.onerror?.(new Event('error')))
    else expose(thread, port2 as unknown as Parameters<typeof expose>[1])
  }

  postMessage(message: unknown): void {
    this.channel.port1.postMessage(message)
  }

  terminate(): void {
    ended++
    this.channel.port1.close()
  }
}

afterEach(() => vi.unstubAllGlobals())

it.each([
  [2, [2, 4, 6]],
  [9, undefined]
])('a thread is started anew where its script is not to be had, %i times', async (times, results) => {
  vi.stubGlobal('Worker', FakeWorker)
  ;[failing, made, ended] = [times, 0, 0]
  const pool = createPool(1)
  const work = pool.map('double', null, [1, 2, 3])
  if (results) expect(await work).toEqual(results)
  else await expect(work).rejects.toThrow('A thread of the pool failed: its script could not be loaded')
  pool.dispose()
  expect(made).toBe(results ? times + 1 : 5)
  expect(ended).toBeGreaterThanOrEqual(made)
})
