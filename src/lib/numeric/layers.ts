/** A layer of a neural network, forwards and backwards: two products by a device, the rest here (scikit-learn's _base.py). */
import type { Backend } from './backend'
import { matrix, transpose, type Matrix } from './matrix'

interface ActivationOf {
  value(z: number): number
  /** The derivative, told by the activation's value. */
  slope(value: number): number
}

export const activations = {
  identity: { value: (z) => z, slope: () => 1 },
  logistic: { value: (z) => 1 / (1 + Math.exp(-z)), slope: (a) => a * (1 - a) },
  tanh: { value: Math.tanh, slope: (a) => 1 - a * a },
  relu: { value: (z) => Math.max(z, 0), slope: (a) => Number(a > 0) }
} satisfies Record<string, ActivationOf>

export type Activation = keyof typeof activations

export interface Layer {
  /** Inputs × outputs. */
  readonly weights: Matrix
  /** One an output. */
  readonly bias: Float64Array
  readonly activation: Activation
}

/** activation(X · weights + bias): rows of X × outputs. */
export async function forward(
  backend: Backend,
  X: Matrix,
  { weights, bias, activation }: Layer
): Promise<Matrix> {
  const out = await backend.matmul(X, weights)
  const { value } = activations[activation]
  for (let i = 0; i < out.data.length; i++) out.data[i] = value(out.data[i] + bias[i % bias.length])
  return out
}

export interface Gradients {
  /** By the weights and the bias, summed over the rows. */
  readonly weights: Matrix
  readonly bias: Float64Array
  /** By the layer's input: rows × inputs. */
  readonly input: Matrix
}

/**
 * What a change of the layer and of its input does to the loss.
 *
 * @param X the layer's input
 * @param out what `forward` made of it
 * @param gradient the loss' gradient by `out`
 */
export async function backward(
  backend: Backend,
  { weights, activation }: Layer,
  { X, out, gradient }: { readonly X: Matrix; readonly out: Matrix; readonly gradient: Matrix }
): Promise<Gradients> {
  const { slope } = activations[activation]
  const delta = matrix(
    ...gradient.shape,
    gradient.data.map((value, i) => value * slope(out.data[i]))
  )
  const outputs = weights.shape[1]
  const bias = new Float64Array(outputs)
  for (let i = 0; i < delta.data.length; i++) bias[i % outputs] += delta.data[i]
  const byWeights = await backend.matmul(transpose(X), delta)
  return { weights: byWeights, bias, input: await backend.matmul(delta, transpose(weights)) }
}
