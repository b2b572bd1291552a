/** A network of layers, each connected to all of the next: what it answers, its loss and that loss' gradient. */
import type { Backend } from '$lib/numeric/backend'
import { dot } from '$lib/numeric/linalg'
import { backward, forward, type Activation, type Layer } from '$lib/numeric/layers'
import { matrix, type Matrix } from '$lib/numeric/matrix'
import { pacer } from '$lib/numeric/pacer'
import type { RandomState } from '$lib/numeric/random/RandomState'
import { applyOut, meanLoss, type OutActivation } from './_loss'

export interface Network {
  /** Inputs × outputs, one a layer. */
  readonly coefs: readonly Matrix[]
  readonly intercepts: readonly Float64Array[]
  /** Of the hidden layers. */
  readonly activation: Activation
  readonly outActivation: OutActivation
}

/** The layers; the last one's activation is applied apart, since its slope cancels in the loss' gradient. */
const layersOf = ({ coefs, intercepts, activation }: Network): Layer[] =>
  coefs.map((weights, i) => ({
    weights,
    bias: intercepts[i],
    activation: i === coefs.length - 1 ? 'identity' : activation
  }))

/** All parameters: the weights of each layer, then the intercepts of each. */
export const parametersOf = ({
  coefs,
  intercepts
}: Pick<Network, 'coefs' | 'intercepts'>): Float64Array[] => [...coefs.map(({ data }) => data), ...intercepts]

/** Weights and intercepts between −b and b, b² = 6 / (inputs + outputs), 2 for the logistic function (Glorot & Bengio 2010). */
export function initialise(
  sizes: readonly number[],
  activation: Activation,
  random: RandomState
): { coefs: Matrix[]; intercepts: Float64Array[] } {
  const coefs: Matrix[] = []
  const intercepts: Float64Array[] = []
  for (let i = 0; i + 1 < sizes.length; i++) {
    const [inputs, outputs] = [sizes[i], sizes[i + 1]]
    const bound = Math.sqrt((activation === 'logistic' ? 2 : 6) / (inputs + outputs))
    coefs.push(matrix(inputs, outputs, random.uniform(-bound, bound, inputs * outputs)))
    intercepts.push(random.uniform(-bound, bound, outputs))
  }
  return { coefs, intercepts }
}

/** X and what each layer makes of it. */
async function propagate(backend: Backend, network: Network, X: Matrix): Promise<Matrix[]> {
  const values = [X]
  for (const layer of layersOf(network)) values.push(await forward(backend, values[values.length - 1], layer))
  applyOut(values[values.length - 1], network.outActivation)
  return values
}

/** Rows that go through the network at once: more would need memory for the hidden layers' values and be no faster. */
const BLOCK = 1024

/** What the network says of each row: rows × outputs. */
export async function outputs(
  backend: Backend,
  network: Network,
  X: Matrix,
  signal?: AbortSignal
): Promise<Matrix> {
  const [rows, cols] = X.shape
  const out = matrix(rows, network.coefs[network.coefs.length - 1].shape[1])
  const pace = pacer(signal)
  for (let from = 0; from < rows; from += BLOCK) {
    const to = Math.min(from + BLOCK, rows)
    const block = matrix(to - from, cols, X.data.subarray(from * cols, to * cols))
    const values = await propagate(backend, network, block)
    out.data.set(values[values.length - 1].data, from * out.shape[1])
    const due = pace()
    if (due) await due
  }
  return out
}

export interface LossGradient {
  readonly loss: number
  /** In the order of `parametersOf`. */
  readonly gradients: Float64Array[]
}

/** The mean loss of the rows of X with the L2 penalty, and its gradient (backpropagation). */
export async function lossGradient(
  backend: Backend,
  network: Network,
  X: Matrix,
  target: Matrix,
  alpha: number
): Promise<LossGradient> {
  const rows = X.shape[0]
  const layers = layersOf(network)
  const values = await propagate(backend, network, X)
  const last = values[values.length - 1]
  const squares = layers.reduce((sum, { weights: { data } }) => sum + dot(data, data), 0)
  const loss = meanLoss(target, last, network.outActivation) + (0.5 * alpha * squares) / rows
  const gradients = new Array<Float64Array>(2 * layers.length)
  let gradient = last
  for (let j = 0; j < last.data.length; j++) last.data[j] -= target.data[j]
  for (let i = layers.length - 1; i >= 0; i--) {
    const { weights, bias, input } = await backward(backend, layers[i], {
      X: values[i],
      out: values[i + 1],
      gradient
    })
    const { data } = layers[i].weights
    for (let j = 0; j < data.length; j++) weights.data[j] = (weights.data[j] + alpha * data[j]) / rows
    for (let j = 0; j < bias.length; j++) bias[j] /= rows
    gradients[i] = weights.data
    gradients[layers.length + i] = bias
    if (i > 0) gradient = await input()
  }
  return { loss, gradients }
}
