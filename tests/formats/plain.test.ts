import { expect, it } from 'vitest'
import { readPlain, writePlain } from '$lib/formats/plain'

const values: [string, unknown][] = [
  ['plain values', { a: [1, 'two', null, true, { b: -1.5e300 }] }],
  ['numbers that JSON lacks', [NaN, Infinity, -Infinity, -0, 0]],
  [
    'typed arrays',
    { x: Float64Array.of(0.1, NaN, -0, -Infinity), y: Int32Array.of(-1, 2), z: Uint8Array.of(255) }
  ],
  ['a matrix', { data: Float64Array.of(1, 2, 3, 4), shape: [2, 2] }],
  [
    'nested estimators',
    { $estimator: { class: 'Ridge', params: {}, attributes: { coef_: Float32Array.of(0.5) } } }
  ],
  ['empty things', [{}, [], '', new Float64Array(0)]]
]

it.each(values)('%s come back as they were', (_, value) => {
  expect(readPlain(writePlain(value))).toStrictEqual(value)
})

it('says what is wrong with a text that is no JSON', () => {
  expect(() => readPlain('{"a": ')).toThrow(expect.objectContaining({ name: 'FormatError', status: 422 }))
})
