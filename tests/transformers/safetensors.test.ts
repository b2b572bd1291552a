import { describe, expect, test } from 'vitest'
import { fromHalf, readSafetensors, tensor, writeSafetensors } from '$lib/transformers/safetensors'

const data = Float32Array.of(1.5, -2, 0.25, 3e-8, 7, 8)
const bytes = writeSafetensors(new Map([['a', { shape: [2, 3], data }]]))

describe('safetensors', () => {
  test('reads what it wrote', () => {
    expect(readSafetensors(bytes, 'x').get('a')).toEqual({ shape: [2, 3], data })
  })

  test('half precision: signs, small numbers, infinities', () => {
    const halves = Uint16Array.of(0x3c00, 0xc000, 0x0001, 0x7bff, 0xfc00)
    expect([...fromHalf(new Uint8Array(halves.buffer))]).toEqual([1, -2, 2 ** -24, 65504, -Infinity])
  })

  test.each([
    [
      'an HTML page',
      new TextEncoder().encode('<!doctype html><title>Not found</title>'),
      /x is no safetensors file: its header claims/
    ],
    ['no bytes', new Uint8Array(), /x is no safetensors file: 0 bytes/],
    ['a cut file', bytes.subarray(0, bytes.length - 4), /tensor a .* does not fit its bytes/],
    ['a header that is not JSON', Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0, 120, 120), /its header is not JSON/]
  ])('%s is an error that names the file', (_, broken, message) => {
    expect(() => readSafetensors(broken, 'x')).toThrow(message)
  })

  test('a tensor that is missing or of another shape is named', () => {
    const tensors = readSafetensors(bytes, 'x')
    expect(() => tensor(tensors, 'b', 2)).toThrow("The model's tensor b is missing, expected 2")
    expect(() => tensor(tensors, 'a', 3, 2)).toThrow("The model's tensor a is of shape 2,3, expected 3,2")
  })
})
