import { describe, expect, test } from 'vitest'
import { RandomState } from '$lib/numeric/random/RandomState'
import { RadixSort } from '$lib/sklearn/tree/_radixSort'
import { sortSamples } from '$lib/sklearn/tree/_sort'

type Sort = (values: Float32Array, samples: Int32Array, from: number, to: number) => void

const sorts: [string, Sort][] = [
  ['sortSamples', sortSamples],
  ['RadixSort', (values, samples, from, to) => new RadixSort(values, samples).sort(from, to)]
]

const random = new RandomState(0)
const columns: [string, Float32Array][] = [
  ['numbers of all sizes', Float32Array.from(random.normal(0, 1, 3000), (x) => x ** 9)],
  ['few values', Float32Array.from(random.randint(-2, 3, 3000))],
  ['sorted', Float32Array.from({ length: 3000 }, (_, i) => i)],
  ['reversed', Float32Array.from({ length: 3000 }, (_, i) => -i)],
  // Bad for a median of three: the comparison sort turns to its heap.
  [
    'two rising halves',
    Float32Array.from({ length: 3000 }, (_, i) => (i < 1500 ? 2 * i : 2 * (i - 1500) + 1))
  ]
]

describe.each(sorts)('%s', (_, sort) => {
  test.each(columns)('%s', (_, column) => {
    const values = column.slice()
    const samples = Int32Array.from(column.keys())
    sort(values, samples, 100, 2900)
    const inner = column.slice(100, 2900).sort()
    expect([...values.slice(100, 2900)].map(Number)).toEqual([...inner].map(Number))
    expect(values.slice(0, 100)).toEqual(column.slice(0, 100))
    expect(values.slice(2900)).toEqual(column.slice(2900))
    expect(Array.from(samples, (i) => column[i])).toEqual([...values])
    expect(new Set(samples).size).toBe(3000)
  })
})
