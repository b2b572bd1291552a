/** A layer of a neural network, forwards and backwards: the products by a device, the rest here (scikit-learn's _base.py). */
import type { Backend } from './backend'
import { transpose, type Matrix } from './matrix'

interface ActivationOf {
  /** In place. */
  apply(values: Float64Array): void
  /** Multiplies the loss' gradient by what `apply` made, `out`, with the derivative there; in place. */
  derive(out: Float64Array, gradient: Float64Array): void
}

/** Whole arrays at once: a call for each value would cost more than the value. */
export const activations = {
  identity: { apply: () => undefined, derive: () => undefined },
  logistic: {
    apply: (values) => {
      for (let i = 0; i < values.length; i++) values[i] = 1 / (1 + Math.exp(-values[i]))
    },
    derive: (out, gradient) => {
      for (let i = 0; i < out.length; i++) gradient[i] *= out[i] * (1 - out[i])
    }
  },
  tanh: {
    apply: (values) => {
      for (let i = 0; i < values.length; i++) values[i] = Math.tanh(values[i])
    },
    derive: (out, gradient) => {
      for (let i = 0; i < out.length; i++) gradient[i] *= 1 - out[i] * out[i]
    }
  },
  relu: {
    // Without branches, which Math.max has too: no processor foresees which of the values are negative. Halving is exact.
    apply: (values) => {
      for (let i = 0; i < values.length; i++) values[i] = (values[i] + Math.abs(values[i])) / 2
    },
    derive: (out, gradient) => {
      for (let i = 0; i < out.length; i++) gradient[i] *= Number(out[i] > 0)
    }
  }
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
  const { data } = out
  for (let i = 0; i < data.length; i += bias.length)
    for (let j = 0; j < bias.length; j++) data[i + j] += bias[j]
  activations[activation].apply(data)
  return out
}

export interface Gradients {
  /** By the weights and the bias, summed over the rows. */
  readonly weights: Matrix
  readonly bias: Float64Array
  /** By the layer's input: rows × inputs. A product of its own, which the first layer of a network does not need. */
  input(): Promise<Matrix>
}

/**
 * What a change of the layer and of its input does to the loss.
 *
 * @param X the layer's input
 * @param out what `forward` made of it
 * @param gradient the loss' gradient by `out`; it is changed
 */
export async function backward(
  backend: Backend,
  { weights, activation }: Layer,
  { X, out, gradient }: { readonly X: Matrix; readonly out: Matrix; readonly gradient: Matrix }
): Promise<Gradients> {
  const { data } = gradient
  activations[activation].derive(out.data, data)
  const outputs = weights.shape[1]
  const bias = new Float64Array(outputs)
  for (let i = 0; i < data.length; i += outputs) for (let j = 0; j < outputs; j++) bias[j] += data[i + j]
  return {
    weights: await turnedProduct(backend, X, gradient),
    bias,
    input: async () => backend.matmul(gradient, transpose(weights))
  }
}

/** Xᵀ · G, by the transposed of the narrower one. */
async function turnedProduct(backend: Backend, X: Matrix, G: Matrix): Promise<Matrix> {
  if (X.shape[1] <= G.shape[1]) return backend.matmul(transpose(X), G)
  return transpose(await backend.matmul(transpose(G), X))
}
