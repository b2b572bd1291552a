import { describe, expect, test } from 'vitest'
import { windowsOf } from '$lib/transformers/windows'

const check = (sizes: number[], room: number, overlap: number) => {
  const windows = windowsOf(sizes, room, overlap)
  const judged = windows.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, i) => from + i))
  expect(judged).toEqual(sizes.map((_, i) => i))
  for (const { start, end, from, to } of windows) {
    expect(sizes.slice(start, end).reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(room)
    expect(start).toBeLessThanOrEqual(from)
    expect(to).toBeLessThanOrEqual(end)
  }
  return windows
}

describe('windowsOf', () => {
  test('a text that fits is one window', () => {
    expect(windowsOf([1, 2, 3], 6, 2)).toEqual([{ start: 0, end: 3, from: 0, to: 3 }])
  })

  test('no words are one empty window', () => {
    expect(windowsOf([], 6, 2)).toEqual([{ start: 0, end: 0, from: 0, to: 0 }])
  })

  test('neighbours overlap, and each word is judged once, in the middle of what is seen around it', () => {
    const windows = check(Array(10).fill(1), 6, 2)
    expect(windows).toEqual([
      { start: 0, end: 6, from: 0, to: 5 },
      { start: 4, end: 10, from: 5, to: 10 }
    ])
  })

  test.each([1, 2, 3, 4, 5, 6])('words of many sizes, pattern %i', (seed) => {
    const sizes = Array.from({ length: 500 }, (_, i) => 1 + ((i * i * seed + 3 * i) % 17))
    expect(check(sizes, 40, 10).length).toBeGreaterThan(50)
  })
})
