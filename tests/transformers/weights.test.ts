import { describe, expect, it } from 'vitest'
import type { Tensor } from '$lib/transformers/safetensors'
import { readWeights } from '$lib/transformers/weights'

const [outputs, inputs] = [3, 128]
const value = (o: number, i: number) => ((o * 31 + i * 7) % 16) - 8
const step = (o: number, i: number) => [0.5, 0.001, 2][o] * (i < 64 ? 1 : 0.25)

const packed = (): Map<string, Tensor> => {
  const codes = Uint8Array.from({ length: (outputs * inputs) / 2 }, (_, byte) => {
    const [o, i] = [Math.floor((2 * byte) / inputs), (2 * byte) % inputs]
    return (value(o, i) + 8) | ((value(o, i + 1) + 8) << 4)
  })
  const steps = Float32Array.from({ length: outputs * 2 }, (_, at) => step(at >> 1, (at & 1) * 64))
  return new Map<string, Tensor>([
    ['up.codes', { shape: [outputs, inputs / 2], data: codes }],
    ['up.steps', { shape: [outputs, 2], data: steps }]
  ])
}

describe('weights of 4 bits', () => {
  it('are the values that they stand for, to half a step of 8 bits of their row', () => {
    const weights = readWeights(packed(), 'up')
    expect([weights.outputs, weights.inputs]).toEqual([outputs, inputs])
    for (let o = 0; o < outputs; o++)
      for (let i = 0; i < inputs; i++) {
        const got = weights.data[o * inputs + i] * weights.scale[o]
        const off = Math.abs(got - value(o, i) * step(o, i))
        expect(off).toBeLessThanOrEqual(weights.scale[o] * 0.5001)
      }
  })

  it('of a wrong shape are refused by name', () => {
    const tensors = packed()
    tensors.set('up.steps', { shape: [outputs, 1], data: new Float32Array(outputs) })
    expect(() => readWeights(tensors, 'up')).toThrow(/up\.steps is of shape 3,1, expected 3,2/)
  })
})
