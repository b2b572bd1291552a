import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ValueError } from '$lib/estimator/exceptions'
import { DateError } from '$lib/statsmodels/exceptions'
import {
  appendStamps,
  extendIndex,
  freqToPeriod,
  indexLength,
  inferFreq,
  labelAt,
  locate,
  parseFreq,
  positionOf,
  positionsOf,
  readIndex,
  readStamp,
  stampAt
} from '$lib/statsmodels/tsa/dates'

interface Fixture {
  read: [text: string, time: number, offset: number | null][]
  refused: string[]
  ranges: [alias: string, name: string, inferred: string | null, stamps: number[]][]
  broken: [alias: string, inferred: string | null, stamps: number[]][]
}
const fixture = JSON.parse(readFileSync('tests/fixtures/statsmodels/dates.json', 'utf8')) as Fixture

const caught = (run: () => unknown): DateError => {
  try {
    run()
  } catch (error) {
    if (error instanceof DateError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

describe('readStamp', () => {
  it.each(fixture.read)('reads %s as pandas does', (text, time, offset) => {
    expect(readStamp(text)).toEqual({ time, offset })
  })

  it.each(fixture.refused)('refuses %s as pandas does, naming value and row', (text) => {
    const error = caught(() => readStamp(text, 7))
    expect(error.message).toContain(`"${text}" in row 7`)
    expect([error.value, error.row]).toEqual([text, 7])
  })

  it('reads epoch milliseconds, as numbers and as the keys of to_json', () => {
    const time = Date.UTC(1972, 3, 1)
    for (const value of [time, String(time), new Date(time)])
      expect(readStamp(value)).toEqual({ time, offset: null })
  })

  it.each(['', 'NaT', ' nan', null, undefined])('misses %j', (value) => {
    expect(caught(() => readStamp(value, 3)).message).toBe('A timestamp is missing in row 3')
  })

  it.each(['10:20', 'Apr 5', 'Monday'])('does not complete %s from today', (text) => {
    expect(caught(() => readStamp(text)).value).toBe(text)
  })
})

describe('frequencies', () => {
  it.each(fixture.ranges)('infers, names and generates %s', (alias, name, inferred, stamps) => {
    expect(inferFreq(stamps)).toBe(inferred)
    const freq = parseFreq(alias)
    expect(freq.name).toBe(name)
    expect(stamps.map((_, n) => freq.shift(stamps[0], n))).toEqual(stamps)
    expect(stamps.map((_, n) => freq.shift(stamps[13], n - 13))).toEqual(stamps)
    expect(stamps.every(freq.holds)).toBe(true)
  })

  it.each(fixture.broken)('infers from a broken %s what pandas does', (_, inferred, stamps) => {
    expect(inferFreq(stamps)).toBe(inferred)
  })

  it.each([
    ['ms', 'L'],
    ['MS', 'MS'],
    ['min', 'T'],
    ['15min', '15T'],
    ['w', 'W-SUN'],
    ['q', 'Q-DEC'],
    ['ys', 'AS-JAN'],
    ['wom-3fri', 'WOM-3FRI']
  ])('reads %s as %s', (alias, name) => expect(parseFreq(alias).name).toBe(name))

  it.each(['', 'X', '0D', '-1D', 'D-MON', 'QS-XYZ', 'WOM', 'WOM-5FRI', 'constructor'])(
    'refuses %j',
    (alias) => {
      expect(() => parseFreq(alias)).toThrow(ValueError)
    }
  )

  it('knows the seasons of statsmodels', () => {
    const seasons = { 'A-DEC': 1, AS: 1, 'QS-OCT': 4, Q: 4, MS: 12, M: 12, 'W-WED': 52, D: 7, B: 5, H: 24 }
    for (const [alias, period] of Object.entries(seasons)) expect(freqToPeriod(alias)).toBe(period)
    expect(() => freqToPeriod('T')).toThrow(/No season/)
    expect(() => freqToPeriod('BMS')).toThrow(/No season/)
  })
})

describe('readIndex', () => {
  it.each([
    ['quarters', ['1972Q2', '1972Q3', '1972Q4', '1973Q1'], 'QS-OCT', '1973-04-01'],
    ['months', ['1972-04', '1972-05', '1972-06'], 'MS', '1972-07-01'],
    ['years', ['1972', '1973', '1974'], 'AS-JAN', '1975-01-01'],
    ['days in one number', [20240227, 20240228, 20240229], 'D', '2024-03-01'],
    ['epoch milliseconds', [0, 31, 60].map((day) => Date.UTC(2024, 0, 1 + day)), 'MS', '2024-04-01'],
    ['business days', ['2024-03-07', '2024-03-08', '2024-03-11'], 'B', '2024-03-12'],
    [
      'local midnights',
      ['2024-01-01T00:00+05:30', '2024-02-01T00:00+05:30', '2024-03-01T00:00+05:30'],
      'MS',
      '2024-04-01'
    ]
  ])('reads %s', (_, values, freq, next) => {
    const index = readIndex(values)
    expect(index).toMatchObject({ kind: 'dates', freq })
    expect(labelAt(index, values.length)).toBe(next)
    expect(structuredClone(index)).toEqual(index)
  })

  it('reads integers as a range', () => {
    expect(readIndex([1959, 1960, 1961])).toEqual({ kind: 'range', start: 1959, step: 1, length: 3 })
    expect(readIndex(['0', '5', '10'])).toEqual({ kind: 'range', start: 0, step: 5, length: 3 })
    expect(readIndex([])).toEqual({ kind: 'range', start: 0, step: 1, length: 0 })
  })

  it.each([
    [
      'a gap',
      ['2024-01', '2024-02', '2024-04', '2024-05'],
      2,
      'follow no frequency: 2024-01, 2024-02, 2024-04'
    ],
    ['a late gap', ['2024-01', '2024-02', '2024-03', '2024-05', '2024-06'], 3, '2024-04-01 should follow'],
    ['a repetition', ['2024-01', '2024-02', '2024-02', '2024-03'], 2, 'repeats an earlier one'],
    ['a step back', ['2024-01', '2024-03', '2024-02', '2024-04'], 2, 'goes back in time'],
    ['nonsense', ['2024-01', 'soon', '2024-03'], 1, 'is not a timestamp'],
    ['a stray zone', ['2024-01-01', '2024-01-02', '2024-01-03T00:00+01:00'], 2, 'another time zone'],
    ['a gap in a range', [1, 2, 4], 2, '3 should follow'],
    ['a repetition in a range', [5, 5, 5], 0, 'not equally spaced'],
    ['a falling range', [3, 2, 1], 1, 'descends'],
    ['a fraction', [0.5, 1.5], 0, 'not equally spaced']
  ])('names the row of %s', (_, values, row, words) => {
    const error = caught(() => readIndex(values))
    expect(error.row).toBe(row)
    expect(error.value).toBe(values[row])
    expect(error.message).toContain(words)
    expect(error.hint).toBeTruthy()
  })

  it('takes a given frequency where none can be inferred, and refuses one that does not fit', () => {
    expect(readIndex(['2024-01', '2024-02'], 'MS')).toMatchObject({ freq: 'MS' })
    expect(() => readIndex(['2024-01', '2024-02'])).toThrow(/cannot be told from 2/)
    expect(caught(() => readIndex(['2024-01-01', '2024-02-01'], 'M')).row).toBe(0)
    expect(caught(() => readIndex(['2024-01', '2024-02', '2024-03'], 'QS')).row).toBe(1)
  })
})

describe('positions', () => {
  const quarters = readIndex(['1972Q2', '1972Q3', '1972Q4', '1973Q1'])

  it('finds stamps within and beyond the sample', () => {
    expect(positionsOf(quarters, ['1972Q4', '1973-01-01', 'Apr 1973'])).toEqual([2, 3, 4])
    expect(positionOf(quarters, '1998-04-01')).toBe(104)
    expect(labelAt(quarters, 104)).toBe('1998-04-01')
    expect(stampAt(quarters, 104)).toBe(Date.UTC(1998, 3, 1))
    const zoned = readIndex(['2024-01-01T00:00+02:00', '2024-01-02T00:00+02:00', '2024-01-03T00:00+02:00'])
    expect(positionOf(zoned, '2024-01-02T22:00Z')).toBe(2)
  })

  it.each(fixture.ranges.filter(([alias, , inferred]) => inferred === alias))(
    'agrees with pandas on %s',
    (_a, _n, freq, stamps) => {
      const index = readIndex(stamps.slice(0, 4), freq)
      expect(positionsOf(index, stamps)).toEqual(stamps.map((_, i) => i))
    }
  )

  it('refuses what is off the frequency, before the start, or out of order', () => {
    expect(caught(() => positionOf(quarters, '1972-05-01', 4)).message).toContain(
      '1972-04-01 and 1972-07-01 do'
    )
    expect(caught(() => positionOf(quarters, '1980-05-01')).value).toBe('1980-05-01')
    expect(caught(() => positionOf(quarters, '1972Q1')).message).toContain('from 1972-04-01')
    expect(caught(() => positionsOf(quarters, ['1973Q2', '1973Q4'])).row).toBe(1)
    expect(caught(() => positionsOf(quarters, ['1973Q2', '1973Q2'])).row).toBe(1)
  })

  it('locates start and end as statsmodels does', () => {
    expect(['2', 2, -1, '1972Q4', '1974', '1974-02-15', 200].map((key) => locate(quarters, key))).toEqual([
      2, 2, 3, 2, 7, 8, 200
    ])
    const years = readIndex([1959, 1960, 1961])
    expect(['1', 5, -3, 1960, '1999'].map((key) => locate(years, key))).toEqual([1, 5, 0, 1, 40])
    expect([0, '7', -1].map((key) => locate(readIndex([0, 1, 2]), key))).toEqual([0, 7, 2])
    expect(() => locate(years, -4)).toThrow(/before the data/)
    expect(() => locate(quarters, '1972-05-01')).toThrow(DateError)
  })

  it('grows by stamps that follow', () => {
    expect(indexLength(appendStamps(quarters, ['1973Q2', '1973Q3']))).toBe(6)
    expect(appendStamps(quarters, ['1973Q2'])).toEqual(extendIndex(quarters, 1))
    expect(appendStamps(readIndex([0, 1]), [2, 3])).toEqual(readIndex([0, 1, 2, 3]))
    expect(caught(() => appendStamps(quarters, ['1973Q1'])).message).toContain('1973-04-01 should')
    expect(caught(() => appendStamps(quarters, ['1973Q3'])).value).toBe('1973Q3')
  })
})
