import { describe, expect, it } from 'vitest'
import { bandPath, labelTicks, linePath, scale, ticks } from '$lib/components/chart'
import { forecastUrl, readAhead } from '$lib/components/forecast'

describe('a chart', () => {
  it('scales, and does not divide by an empty domain', () => {
    expect(scale([0, 10], [100, 200])(5)).toBe(150)
    expect(scale([3, 3], [100, 200])(3)).toBe(100)
  })

  it('has round ticks inside the domain', () => {
    expect(ticks([0.001, 0.113], 6)).toEqual([0.02, 0.04, 0.06, 0.08, 0.1])
    expect(ticks([-30, 95], 5)).toEqual([0, 50])
    expect(ticks([7, 7], 5)).toEqual([7])
  })

  it('labels the beginnings of years, as many as fit', () => {
    const quarters = Array.from({ length: 24 }, (_, i) => `${1990 + Math.floor(i / 4)}-0${(i % 4) + 1}-01`)
    expect(labelTicks(quarters, 3)).toEqual([
      { at: 4, text: '1991' },
      { at: 12, text: '1993' },
      { at: 20, text: '1995' }
    ])
    expect(labelTicks(['0', '1', '2', '3'], 2)).toEqual([
      { at: 0, text: '0' },
      { at: 2, text: '2' }
    ])
  })

  it('breaks lines at missing values and closes bands', () => {
    const line = [0, 1, 2, 3].map((x) => ({ x, y: x === 1 ? null : x }))
    expect(linePath(line)).toBe('M0.0,0.0M2.0,2.0L3.0,3.0')
    expect(bandPath([{ x: 0, y: 1 }], [{ x: 0, y: 2 }])).toBe('M0.0,1.0L0.0,2.0Z')
    expect(bandPath([], [])).toBe('')
  })
})

describe('a forecast’s request', () => {
  it('holds the last value, and names a held value once', () => {
    expect(readAhead('Dp', '0.1, 0.2', 4)).toEqual([0.1, 0.2, 0.2, 0.2])
    expect(forecastUrl('/f', 2, [{ name: 'D p', values: [1, 1] }])).toBe('/f?steps=2&D+p=1&_interval=0.95')
    expect(forecastUrl('/f', 2, [{ name: 'Dp', values: [1, 2] }])).toBe('/f?steps=2&Dp=1&Dp=2&_interval=0.95')
  })

  it('refuses what is no number', () => {
    expect(() => readAhead('Dp', '1 high', 4)).toThrow('Dp: "high" is not a number')
    expect(() => readAhead('Dp', ' ', 4)).toThrow('Dp needs a value')
  })
})
