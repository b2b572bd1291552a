import { describe, expect, test } from 'vitest'
import { cpu } from '$lib/numeric/backend'
import { activations, backward, forward, type Activation } from '$lib/numeric/layers'
import { matrix, type Matrix } from '$lib/numeric/matrix'
import { RandomState } from '$lib/numeric/random/RandomState'

const random = new RandomState(0)
const normal = (rows: number, cols: number): Matrix => matrix(rows, cols, random.standard_normal(rows * cols))

describe.each(Object.keys(activations) as Activation[])('a layer of %s', (activation) => {
  const X = normal(5, 3)
  const layer = { weights: normal(3, 4), bias: random.standard_normal(4), activation }
  const target = normal(5, 4)

  const loss = async (): Promise<number> => {
    const { data } = await forward(cpu, X, layer)
    return data.reduce((sum, value, i) => sum + (value - target.data[i]) ** 2 / 2, 0)
  }

  /** By central differences of each value in turn. */
  async function slopes(values: Float64Array): Promise<number[]> {
    const step = 1e-6
    const found: number[] = []
    for (let i = 0; i < values.length; i++) {
      const kept = values[i]
      values[i] = kept + step
      const above = await loss()
      values[i] = kept - step
      found.push((above - (await loss())) / (2 * step))
      values[i] = kept
    }
    return found
  }

  test('has the gradients that differences show', async () => {
    const out = await forward(cpu, X, layer)
    const gradient = matrix(
      5,
      4,
      out.data.map((value, i) => value - target.data[i])
    )
    const { weights, bias, input } = await backward(cpu, layer, { X, out, gradient })
    const found = [...weights.data, ...bias, ...(await input()).data]
    const right = [
      ...(await slopes(layer.weights.data)),
      ...(await slopes(layer.bias)),
      ...(await slopes(X.data))
    ]
    found.forEach((value, i) => expect(value).toBeCloseTo(right[i], 7))
  })
})
