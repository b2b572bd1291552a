import 'fake-indexeddb/auto'
import { describe, expect, it } from 'vitest'
import { Frame, type FrameState } from '$lib/frame/Frame'
import { MemoryStore } from '$lib/mlhandler/MemoryStore'
import { emptyConfig, type ModelRecord, type ModelStore } from '$lib/mlhandler/store'
import { IndexedDBStore } from '$lib/storage/IndexedDBStore'
import { joined, piecesOf } from '$lib/storage/pieces'

// Node 20 has no Web Locks; the suite below tests what IndexedDB keeps, the browser tests its locks.
const memoryLocks = new MemoryStore()
class TestedIndexedDBStore extends IndexedDBStore {
  override lock<T>(name: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    return memoryLocks.lock(name, work, signal)
  }
}

let count = 0
const stores: [string, () => ModelStore][] = [
  ['MemoryStore', () => new MemoryStore()],
  ['IndexedDBStore', () => new TestedIndexedDBStore(`test-${count++}`)]
]

const rows = (...values: number[]) => Frame.fromColumns({ x: values }).toState()
const model = { class: 'Ridge', state: { coef_: new Float64Array([1, 2]) } } as unknown as ModelRecord

describe.each(stores)('%s', (_name, create) => {
  it('has nothing at first', async () => {
    const store = create()
    expect(await store.snapshot('a')).toEqual({
      config: null,
      versions: { config: 0, data: 0, model: 0 },
      rows: 0,
      schema: null,
      hasModel: false,
      done: []
    })
    expect(await store.model('a')).toBeNull()
    expect(await store.data('a')).toEqual({ base: [], appended: [], version: 0 })
  })

  it('keeps model, configuration and data, and raises only the versions of what changed', async () => {
    const store = create()
    await store.write('a', { config: { ...emptyConfig, class: 'Ridge' }, data: rows(1, 2) })
    await store.write('a', { model })
    const snapshot = await store.snapshot('a')
    expect(snapshot.versions).toEqual({ config: 1, data: 1, model: 1 })
    expect(snapshot).toMatchObject({ rows: 2, hasModel: true, schema: [{ name: 'x', dtype: 'int64' }] })
    expect((await store.model('a'))?.record).toEqual(model)
    expect((await store.snapshot('b')).config).toBeNull()
  })

  it('appends below, replaces and removes data', async () => {
    const store = create()
    await store.write('a', { data: rows(1) })
    await store.write('a', { append: rows(2, 3) })
    const { base, appended } = await store.data('a')
    expect([...base, ...appended].map(({ length }) => length)).toEqual([1, 2])
    expect((await store.snapshot('a')).rows).toBe(3)
    await store.write('a', { data: rows(9), append: rows(8) })
    expect((await store.snapshot('a')).rows).toBe(2)
    await store.write('a', { data: null })
    expect(await store.snapshot('a')).toMatchObject({ rows: 0, schema: null })
  })

  it('keeps every one of many appended rows, in order', async () => {
    const store = create()
    for (let i = 0; i < 600; i++) await store.write('a', { append: rows(i) })
    const { appended } = await store.data('a')
    const joined = appended.map((state) => Frame.fromState(state)).reduce((a, b) => a.concat(b))
    expect([...joined.numbers('x')]).toEqual(Array.from({ length: 600 }, (_, i) => i))
    expect((await store.snapshot('a')).rows).toBe(600)
  })

  it('changes nothing when a part of a write fails', async () => {
    const store = create()
    await store.write('a', { model, data: rows(1) })
    const unclonable = { ...model, state: () => 0 } as unknown as ModelRecord
    await expect(store.write('a', { data: rows(5, 6), model: unclonable })).rejects.toThrow()
    expect(await store.snapshot('a')).toMatchObject({ rows: 1, versions: { config: 0, data: 1, model: 1 } })
    expect((await store.model('a'))?.record.state).toEqual(model.state)
  })

  it('runs one holder of a lock at a time, in order, and lets an aborted one go', async () => {
    const store = create()
    const log: string[] = []
    const hold = (name: string) => async () => {
      log.push(`${name} in`)
      await new Promise((resolve) => setTimeout(resolve, 5))
      log.push(`${name} out`)
    }
    const stop = new AbortController()
    const third = store.lock('l', hold('c'), stop.signal).catch((error: Error) => error.name)
    stop.abort()
    await Promise.all([store.lock('l', hold('a')), store.lock('l', hold('b')), third])
    expect(await third).toBe('AbortError')
    expect(log).toEqual(['a in', 'a out', 'b in', 'b out'])
  })
})

describe('pieces', () => {
  const frame = Frame.fromColumns({
    number: Array.from({ length: 1000 }, (_, i) => i),
    text: Array.from({ length: 1000 }, (_, i) => (i % 10 ? `text ${i}` : null))
  })
  const read = (states: readonly FrameState[]): object[] =>
    states.flatMap((state) => Frame.fromState(state).toRecords())

  it('are small, hold their own texts only, and are the whole', () => {
    const pieces = piecesOf(frame.toState(), 4000)
    expect(pieces.length).toBeGreaterThan(4)
    expect(read(pieces)).toEqual(frame.toRecords())
    for (const { length, columns } of pieces)
      expect((columns[1][1] as { categories: readonly unknown[] }).categories.length).toBeLessThanOrEqual(
        length
      )
  })

  it('of one row, or of few bytes, are one', () => {
    expect(piecesOf(frame.head(1).toState(), 1)).toHaveLength(1)
    expect(piecesOf(frame.toState())).toHaveLength(1)
  })

  it('are joined as far as they stay small', () => {
    const pieces = piecesOf(frame.toState(), 4000)
    expect(joined(pieces)).toHaveLength(1)
    const some = joined(pieces, 9000)
    expect(some.length).toBeGreaterThan(1)
    expect(some.length).toBeLessThan(pieces.length)
    expect(joined(pieces, 1)).toHaveLength(pieces.length)
    for (const states of [joined(pieces), some]) expect(read(states)).toEqual(frame.toRecords())
  })
})
