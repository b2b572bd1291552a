import { expect, test } from 'vitest'
import { pacer } from '$lib/numeric/pacer'

test('it lets the event loop run when its time has passed, not before', async () => {
  const pace = pacer(undefined, 5)
  expect(pace()).toBeUndefined()
  let ran = false
  setTimeout(() => (ran = true), 0)
  const until = performance.now() + 6
  while (performance.now() < until);
  await pace()
  expect(ran).toBe(true)
})

test('it throws once the signal is aborted, at the next call', () => {
  const stop = new AbortController()
  const pace = pacer(stop.signal)
  expect(pace()).toBeUndefined()
  stop.abort()
  expect(pace).toThrow(/abort/i)
  expect(() => pacer(stop.signal)).toThrow(/abort/i)
})

test('it rejects when the signal is aborted while it waits', async () => {
  const stop = new AbortController()
  const pace = pacer(stop.signal, 0)
  setTimeout(() => stop.abort(), 0)
  await expect(pace()).rejects.toThrow(/abort/i)
})
