/** The matrix of a layer as the kernel takes it: whole numbers of 8 bits and one scale a row. */
import { floats, tensor, type Tensors } from './safetensors'

export interface Weights {
  /** (outputs, inputs), row after row. */
  readonly data: Int8Array
  readonly outputs: number
  readonly inputs: number
  /** (outputs): what a step of the row's numbers is worth. */
  readonly scale: Float32Array
  /** (outputs): the sum of each row's numbers. */
  readonly totals: Int32Array
}

/** Numbers of a row that share one step where they have 4 bits. */
const GROUP = 64

/**
 * Reads `<name>.weight` (outputs, inputs) of 8 bits with `<name>.scale` (outputs), or `<name>.codes` (outputs, inputs / 2), two
 * numbers of 4 bits a byte, the even one in the low half, with `<name>.steps` (outputs, inputs / 64): value = (code − 8) · step.
 */
export function readWeights(tensors: Tensors, name: string): Weights {
  const weights = tensors.has(`${name}.codes`) ? unpack(tensors, name) : readWhole(tensors, name)
  return { ...weights, totals: rowTotals(weights.data, weights.inputs) }
}

type Unsummed = Omit<Weights, 'totals'>

/** The sum of each row of (rows, width) numbers. */
export function rowTotals(data: Int8Array, width: number): Int32Array {
  const totals = new Int32Array(data.length / width)
  for (let row = 0, at = 0; row < totals.length; row++)
    for (let i = 0; i < width; i++, at++) totals[row] += data[at]
  return totals
}

function readWhole(tensors: Tensors, name: string): Unsummed {
  const { shape, data } = tensor(tensors, `${name}.weight`, -1, -1)
  const [outputs, inputs] = shape
  return { data: data as Int8Array, outputs, inputs, scale: floats(tensors, `${name}.scale`, outputs) }
}

function unpack(tensors: Tensors, name: string): Unsummed {
  const { shape, data: codes } = tensor(tensors, `${name}.codes`, -1, -1)
  const [outputs, inputs] = [shape[0], 2 * shape[1]]
  const steps = floats(tensors, `${name}.steps`, outputs, inputs / GROUP)
  const data = new Int8Array(outputs * inputs)
  const row = new Float32Array(inputs)
  const scale = Float32Array.from({ length: outputs }, (_, o) => {
    let most = 1e-9
    for (let i = 0; i < inputs; i++) {
      const byte = codes[(o * inputs + i) >> 1]
      const code = i & 1 ? byte >> 4 : byte & 15
      row[i] = (code - 8) * steps[((o * inputs + i) / GROUP) | 0]
      most = Math.max(most, Math.abs(row[i]))
    }
    for (let i = 0; i < inputs; i++) data[o * inputs + i] = Math.round((row[i] / most) * 127)
    return most / 127
  })
  return { data, outputs, inputs, scale }
}
