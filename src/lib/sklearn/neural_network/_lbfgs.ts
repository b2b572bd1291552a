import type { Backend } from '$lib/numeric/backend'
import { matrix, type Matrix } from '$lib/numeric/matrix'
import { minimizeLbfgsb } from '$lib/numeric/optimize/lbfgsb'
import { networkOf, type MLPFit, type MLPModel } from './_model'
import { lossGradient, parametersOf, type Network } from './_network'

/** L-BFGS on all rows at once. The gradient's largest component below `tol`, or a loss that stands still, is the end. */
export async function fitLbfgs(
  model: MLPModel,
  { X, target, options }: MLPFit,
  backend: Backend
): Promise<void> {
  const { alpha, max_iter, max_fun, tol } = model.params
  const network = networkOf(model)
  const objective = async (packed: Float64Array): Promise<{ f: number; g: Float64Array }> => {
    const { loss, gradients } = await lossGradient(backend, unpack(packed, network), X, target, alpha)
    return { f: loss, g: pack(gradients) }
  }
  const result = await minimizeLbfgsb(objective, pack(parametersOf(network)), {
    gtol: tol,
    maxiter: max_iter,
    maxfun: max_fun,
    signal: options.signal,
    callback: (_x, _f, nit) => options.onProgress?.({ phase: 'fit', done: nit, total: max_iter })
  })
  const { coefs, intercepts } = unpack(result.x.slice(), network)
  model.coefs_ = coefs.map(({ shape, data }) => matrix(...shape, data.slice()))
  model.intercepts_ = intercepts.map((values) => values.slice())
  model.n_iter_ = Math.min(result.nit, max_iter)
  model.loss_ = result.fun
  if (!result.success)
    options.warn?.({
      category: 'ConvergenceWarning',
      message:
        `lbfgs failed to converge (status=${result.status}): ${result.message}. ` +
        'Increase the number of iterations (max_iter) or scale the data.'
    })
}

function pack(arrays: readonly Float64Array[]): Float64Array {
  const out = new Float64Array(arrays.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const values of arrays) {
    out.set(values, at)
    at += values.length
  }
  return out
}

/** The network of these parameters, as views of them. */
function unpack(packed: Float64Array, network: Network): Network & { readonly coefs: readonly Matrix[] } {
  let at = 0
  const take = (length: number): Float64Array => packed.subarray(at, (at += length))
  const coefs = network.coefs.map(({ shape, data }) => matrix(...shape, take(data.length)))
  return { ...network, coefs, intercepts: network.intercepts.map(({ length }) => take(length)) }
}
