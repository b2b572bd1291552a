import { afterEach, describe, expect, test, vi } from 'vitest'
import { ThreadPool, type Thread } from '$lib/sklearn/utils/ThreadPool'

const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Threads that take as many milliseconds as their item says and add it to what is shared; -1 fails. */
function counted(): { start: () => Thread; alive: () => number; most: () => number; shares: () => number } {
  let alive = 0
  let busy = 0
  let most = 0
  let shares = 0
  return {
    alive: () => alive,
    most: () => most,
    shares: () => shares,
    start: () => {
      alive++
      let shared = 0
      return {
        async share(value) {
          shares++
          shared = value as number
        },
        async run(_, item) {
          most = Math.max(most, ++busy)
          await later(Math.abs(item as number))
          busy--
          if (item === -1) throw new RangeError('negative')
          return shared + (item as number)
        },
        terminate: () => alive--
      }
    }
  }
}

afterEach(() => vi.useRealTimers())

describe('ThreadPool', () => {
  test('gives results in the order of the items and says what is done', async () => {
    const threads = counted()
    const pool = new ThreadPool(3, threads.start)
    const done: number[] = []
    const results = await pool.map('add', 100, [9, 1, 5, 2, 3], { onDone: (n) => done.push(n) })
    expect(results).toEqual([109, 101, 105, 102, 103])
    expect(done).toEqual([1, 2, 3, 4, 5])
    expect(threads.most()).toBe(3)
    expect(threads.shares()).toBe(3)
  })

  test('starts no more threads than there are items', async () => {
    const threads = counted()
    await new ThreadPool(8, threads.start).map('add', 0, [1, 1])
    expect(threads.alive()).toBe(2)
  })

  test('lets several maps share the threads', async () => {
    const threads = counted()
    const pool = new ThreadPool(2, threads.start)
    const [a, b] = await Promise.all([pool.map('add', 10, [1, 2, 3]), pool.map('add', 20, [1, 2, 3])])
    expect([a, b]).toEqual([
      [11, 12, 13],
      [21, 22, 23]
    ])
    expect(threads.most()).toBe(2)
  })

  test('fails with the first error and works on', async () => {
    const threads = counted()
    const pool = new ThreadPool(2, threads.start)
    await expect(pool.map('add', 0, [1, -1, 1, 1])).rejects.toThrow('negative')
    expect(await pool.map('add', 0, [1, 2])).toEqual([1, 2])
  })

  test('stops at once when aborted and ends the threads that were at work', async () => {
    const threads = counted()
    const pool = new ThreadPool(2, threads.start)
    const controller = new AbortController()
    const work = pool.map('add', 0, [5000, 5000, 5000], { signal: controller.signal })
    await later(5)
    controller.abort(new Error('enough'))
    await expect(work).rejects.toThrow('enough')
    await later(0)
    expect(threads.alive()).toBe(0)
    expect(await pool.map('add', 0, [1])).toEqual([1])
  })

  test('ends its threads after a time without work', async () => {
    vi.useFakeTimers()
    const threads = counted()
    const work = new ThreadPool(2, threads.start, 1000).map('add', 0, [1, 1])
    await vi.advanceTimersByTimeAsync(10)
    await work
    expect(threads.alive()).toBe(2)
    await vi.advanceTimersByTimeAsync(1000)
    expect(threads.alive()).toBe(0)
  })
})
