import { cpu } from '$lib/numeric/backend'
import type { Matrix } from '$lib/numeric/matrix'
import type { AskOptions, Estimator } from '../base'
import { inFloat32 } from '../utils/deviceProduct'
import { checkArray, checkFeatures } from '../utils/validation'
import { networkOf, type MLPModel } from './_model'
import { outputs } from './_network'

/**
 * What a fitted network says of each row: rows × outputs. Always in float64: a device that rounds would decide classes that
 * are close otherwise.
 */
export async function ask(
  model: MLPModel & Estimator & { readonly n_features_in_: number },
  X: Matrix,
  { backend = cpu, signal }: AskOptions
): Promise<Matrix> {
  const { className } = model.meta
  checkFeatures(checkArray(X, className), model.n_features_in_, className)
  const columns = model.coefs_.reduce((sum, { data }) => sum + data.length, 0) / X.shape[1]
  const plan = { products: model.coefs_.length, columns, unrefined: true }
  const chosen = (await inFloat32(backend)) ? cpu : ((await backend.choose?.(X.shape, plan)) ?? backend)
  return outputs(chosen, networkOf(model), X, signal)
}
