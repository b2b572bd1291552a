import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { ThreadPool } from '$lib/sklearn/utils/ThreadPool'
import { sharedFloat32, withOwnArrays, withSharedArrays } from '$lib/sklearn/utils/sharedArrays'

const large = (): Float64Array => Float64Array.from({ length: 4000 }, (_, i) => Math.sqrt(i))

afterEach(() => vi.unstubAllGlobals())

test('without isolation nothing is copied here', () => {
  const data = { X: large() }
  expect(withSharedArrays(data)).toBe(data)
  expect(withOwnArrays(data)).toBe(data)
  expect(sharedFloat32(3).buffer).toBeInstanceOf(ArrayBuffer)
})

describe('in an isolated page', () => {
  beforeEach(() => vi.stubGlobal('crossOriginIsolated', true))

  test('large arrays are shared, one copy for all their places; the rest stays as it is', () => {
    const X = large()
    const ten = Int32Array.of(10)
    const labels = ['a', 'b']
    const shared = withSharedArrays({ X, again: [{ X }], ten, labels, none: null, name: 'x' })
    expect(shared).toEqual({ X, again: [{ X }], ten, labels, none: null, name: 'x' })
    expect(shared.X.buffer).toBeInstanceOf(SharedArrayBuffer)
    expect(shared.again[0].X).toBe(shared.X)
    expect(shared.ten).toBe(ten)
    expect(withSharedArrays(shared).X).toBe(shared.X)
  })

  test('a part of a larger array is copied alone', () => {
    const { part } = withSharedArrays({ part: new Float64Array(1e5).subarray(0, 4000) })
    expect(part.buffer.byteLength).toBe(32_000)
  })

  test('the threads of a pool read the same memory, and what they give back has its own', async () => {
    const seen = new Set<unknown>()
    const pool = new ThreadPool(4, () => {
      let held: { X: Float64Array }
      return {
        async share(value) {
          held = value as typeof held
        },
        async run() {
          seen.add(held.X.buffer)
          await new Promise((resolve) => setTimeout(resolve, 1))
          return { kept: held.X }
        },
        terminate: () => undefined
      }
    })
    const X = large()
    const results = await pool.map<object, number, { kept: Float64Array }>('any', { X }, [1, 2, 3, 4])
    pool.dispose()
    expect(seen.size).toBe(1)
    expect([...seen][0]).toBeInstanceOf(SharedArrayBuffer)
    for (const { kept } of results) {
      expect(kept.buffer).toBeInstanceOf(ArrayBuffer)
      expect(kept).toEqual(X)
    }
  })
})
