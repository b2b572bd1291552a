import { ValueError } from '$lib/estimator/exceptions'
import {
  array,
  boolean,
  integer,
  none,
  option,
  randomState,
  real,
  type ParamTable
} from '$lib/estimator/params'
import { dot, matvec } from '$lib/numeric/linalg'
import { fromRows, takeRows, type Matrix } from '$lib/numeric/matrix'
import { pacer } from '$lib/numeric/pacer'
import type { FitOptions, Target } from '../base'
import { checkCv, type Cv } from '../model_selection/_checkCv'
import { average } from '../utils/mean'
import { weightsPerRow } from './_CoordinateDescentModel'
import { alphaGrid, enetPath, type PathOptions, type Precompute } from './_enetPath'
import { LinearModel, type Checked } from './_LinearModel'
import { centre, type Centred } from './_preprocess'
import { ElasticNet } from './ElasticNet'

export interface CoordinateDescentCVParams {
  eps: number
  n_alphas: number
  alphas: readonly number[] | null
  fit_intercept: boolean
  precompute: Precompute
  max_iter: number
  tol: number
  copy_X: boolean
  cv: Cv
  verbose: boolean | number
  n_jobs: number | null
  positive: boolean
  random_state: number | null
  selection: 'cyclic' | 'random'
}

export const coordinateDescentCVTable: ParamTable<CoordinateDescentCVParams> = {
  eps: { default: 1e-3, kinds: [real(0, Infinity, 'neither')] },
  n_alphas: { default: 100, kinds: [integer(1)] },
  alphas: { default: null, kinds: [array, none] },
  fit_intercept: { default: true, kinds: [boolean] },
  precompute: { default: 'auto', kinds: [option('auto'), boolean, array] },
  max_iter: { default: 1000, kinds: [integer(1)] },
  tol: { default: 1e-4, kinds: [real(0, Infinity, 'left')] },
  copy_X: { default: true, kinds: [boolean] },
  cv: { default: null, kinds: [none, integer(2), array] },
  verbose: { default: false, kinds: [boolean, integer(0)] },
  n_jobs: { default: null, kinds: [none, integer()] },
  positive: { default: false, kinds: [boolean] },
  random_state: { default: null, kinds: randomState },
  selection: { default: 'cyclic', kinds: [option('cyclic', 'random')] }
}

const pick = (values: Float64Array, rows: ArrayLike<number>): Float64Array =>
  Float64Array.from(rows, (i) => values[i])

/** These rows by columns, centred. A function of its own, so that the rows are let go of before the path is walked. */
function centreRows({ X, y, weights }: Checked, rows: ArrayLike<number>, fitIntercept: boolean): Centred {
  return centre(takeRows(X, rows), pick(y, rows), {
    fitIntercept,
    weights: weights && weightsPerRow(pick(weights, rows)),
    columns: true
  })
}

/** The mean squared error on the rows left out, for each penalty of the path through the other rows. */
async function pathErrors(
  { X, y, weights }: Checked,
  train: ArrayLike<number>,
  test: ArrayLike<number>,
  fitIntercept: boolean,
  path: PathOptions
): Promise<number[]> {
  const centred = centreRows({ X, y, weights }, train, fitIntercept)
  const { coefs } = await enetPath(centred.X, centred.y, centred.xOffset, path)
  const XTest = takeRows(X, test)
  const yTest = pick(y, test)
  const testWeights = weights && pick(weights, test)
  return coefs.map((coef) => {
    const intercept = centred.yOffset - dot(centred.xOffset, coef)
    const squares = matvec(XTest, coef).map((value, i) => (value + intercept - yTest[i]) ** 2)
    return average(squares, testWeights)
  })
}

/** LassoCV and ElasticNetCV: the penalty is chosen by cross-validation along paths of penalties. */
export abstract class CoordinateDescentCV<P extends CoordinateDescentCVParams> extends LinearModel<P> {
  declare alpha_: number
  declare alphas_: Float64Array | Matrix
  declare mse_path_: Matrix | Matrix[]
  declare dual_gap_: number
  declare n_iter_: number

  /** The shares of the L1 norm to choose from. */
  protected abstract get l1Ratios(): readonly number[]

  /** Which of them was chosen. */
  protected keepL1Ratio(_ratio: number): void {}

  private grids(X: Matrix, y: Float64Array): Float64Array[] {
    const { alphas, eps, n_alphas, fit_intercept } = this.params
    if (alphas) {
      const wrong = alphas.find((alpha) => !(alpha >= 0))
      if (wrong !== undefined || alphas.length === 0)
        throw new ValueError(
          `${this.meta.className}: alphas = ${JSON.stringify(alphas)}`,
          'Give numbers ≥ 0.'
        )
      const sorted = Float64Array.from(alphas).sort().reverse()
      return this.l1Ratios.map(() => sorted)
    }
    const centred = centre(X, y, { fitIntercept: fit_intercept, columns: true })
    return this.l1Ratios.map((ratio) => alphaGrid(centred.X, centred.y, ratio, eps, n_alphas))
  }

  async fit(X: Matrix, y?: Target, options: FitOptions = {}): Promise<this> {
    const checked = this.check(X, y, options)
    const { fit_intercept, precompute, max_iter, tol, cv, positive, random_state, selection, alphas } =
      this.params
    const ratios = this.l1Ratios
    const grids = this.grids(checked.X, checked.y)
    const splits = checkCv(cv, X.shape[0], undefined, this)
    const due = pacer(options.signal)
    const errors: number[][][] = []
    let best = { error: Infinity, alpha: grids[0][0], ratio: ratios[0] }
    for (const [k, l1Ratio] of ratios.entries()) {
      const path: PathOptions = {
        l1Ratio,
        alphas: grids[k],
        precompute,
        maxIter: max_iter,
        tol,
        positive,
        selection,
        randomState: random_state,
        warn: options.warn,
        due
      }
      const byFold: number[][] = []
      for (const { train, test } of splits) {
        byFold.push(await pathErrors(checked, train, test, fit_intercept, path))
        const done = k * splits.length + byFold.length
        options.onProgress?.({ phase: 'cross-validation', done, total: ratios.length * splits.length })
      }
      const byAlpha = Array.from(grids[k], (_, a) => byFold.map((fold) => fold[a]))
      byAlpha.forEach((row, a) => {
        const error = average(Float64Array.from(row))
        if (error < best.error) best = { error, alpha: grids[k][a], ratio: l1Ratio }
      })
      errors.push(byAlpha)
    }
    const model = new ElasticNet({
      alpha: best.alpha,
      l1_ratio: best.ratio,
      fit_intercept,
      precompute: precompute === 'auto' ? false : precompute,
      max_iter,
      tol,
      positive,
      random_state,
      selection
    })
    await model.fit(X, y, options)
    this.coef_ = model.coef_
    this.intercept_ = model.intercept_
    this.n_features_in_ = model.n_features_in_
    this.n_iter_ = model.n_iter_
    this.dual_gap_ = model.dual_gap_
    this.alpha_ = best.alpha
    this.alphas_ = alphas || ratios.length === 1 ? grids[0] : fromRows(grids)
    const paths = errors.map((rows) => fromRows(rows))
    this.mse_path_ = paths.length === 1 ? paths[0] : paths
    this.keepL1Ratio(best.ratio)
    return this
  }
}
