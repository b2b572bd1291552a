/** What a fitted model is asked. */
import type { Matrix } from '$lib/numeric/matrix'
import type { Estimator, Table } from '../../base'
import { numericColumns } from '../../utils/columns'
import { checkFeatures, checkShape } from '../../utils/validation'
import type { HistBoosted } from './boosting'
import { addTree, knownCategories } from './predictor'

/** X as a matrix that the fitted model can be asked about. */
export function checkRows(X: Matrix | Table, model: Estimator & { n_features_in_: number }): Matrix {
  const { className } = model.meta
  const rows = checkShape(numericColumns(X).matrix, className)
  checkFeatures(rows, model.n_features_in_, className)
  return rows
}

type Fitted = Pick<HistBoosted, '_predictors' | '_baseline_prediction' | '_bin_mapper'>

/** The predictions for X in the loss's terms, before the first stage and after each; the arrays are the same each time. */
export function* stagedRaw(model: Fitted, X: Matrix): Generator<Float64Array[]> {
  const known = knownCategories(model._bin_mapper)
  const raw = Array.from(model._baseline_prediction, (value) => new Float64Array(X.shape[0]).fill(value))
  yield raw
  for (const stage of model._predictors) {
    stage.forEach((tree, k) => addTree(raw[k], tree, X, known))
    yield raw
  }
}

/** The predictions after the last stage. */
export function rawPredict(model: Fitted, X: Matrix): Float64Array[] {
  let last: Float64Array[] = []
  for (const raw of stagedRaw(model, X)) last = raw
  return last
}
