import type { Matrix } from '$lib/numeric/matrix'
import { Regressor, type FitOptions, type Table, type Target } from '../base'
import { r2Score } from '../metrics/r2'
import { checkRows } from '../tree/_base'
import { float32Columns } from '../tree/_grow'
import { checkCriterion, warnOfAuto } from '../tree/_params'
import { apply, leafValues } from '../tree/_predict'
import type { DecisionTreeRegressor } from '../tree/DecisionTreeRegressor'
import { checkArray, checkSampleWeight, checkTarget, numericTarget } from '../utils/validation'
import { countDrawn, drawSeeds, growTrees, meanImportances, meanOver, outOfBag } from './_forest'
import { treeParams, type ForestParams } from './_params'
import { leavesOf, pathsOf, type ForestPath } from './_leaves'

/** Forests of regression trees; a subclass says which trees. */
export abstract class ForestRegressor extends Regressor<ForestParams> {
  declare estimators_: DecisionTreeRegressor[]
  declare n_features_in_: number
  declare n_outputs_: number
  declare feature_importances_: Float64Array
  declare oob_score_: number
  declare oob_prediction_: Float64Array

  /** An unfitted tree with these parameters. */
  protected abstract makeTree(params: DecisionTreeRegressor['params']): DecisionTreeRegressor
  protected abstract get splitter(): 'best' | 'random'

  async fit(X: Matrix | Table, y?: Target, options: FitOptions = {}): Promise<this> {
    this.checkParams()
    const { params } = this
    const { className } = this.meta
    const rows = checkArray(X, className)
    checkTarget(rows, y, className)
    const target = numericTarget(y, className)
    checkCriterion(params.criterion, target, className)
    warnOfAuto(params, '1.0', options)
    const [nRows, nFeatures] = rows.shape
    const nDrawn = countDrawn(params, nRows)
    const kept = params.warm_start && this.isFitted ? this.estimators_ : []
    const seeds = drawSeeds(params, kept.length, options)
    const grove = {
      data: { columns: float32Columns(rows, className), nRows, nFeatures, y: target, nClasses: 1 },
      params: treeParams(params, this.splitter, 1),
      isClassifier: false,
      weights: options.sampleWeight ? checkSampleWeight(options.sampleWeight, nRows) : null,
      nDrawn,
      balanced: false
    }
    const trees = await growTrees(grove, seeds, options)
    const fitted = trees.map((tree, i) =>
      this.makeTree({ ...grove.params, random_state: seeds[i] }).setFitted(tree)
    )
    this.n_features_in_ = nFeatures
    this.n_outputs_ = 1
    this.estimators_ = [...kept, ...fitted]
    this.feature_importances_ = meanImportances(this.estimators_, nFeatures)
    if (params.oob_score && nDrawn !== null) {
      this.oob_prediction_ = (await outOfBag(this.estimators_, rows, nDrawn, leafValues, options)).data
      this.oob_score_ = r2Score(target, this.oob_prediction_)
    }
    return this
  }

  /** The mean over the trees of the value of each row's leaf, shape (n_samples,). */
  async predict(X: Matrix): Promise<Float64Array> {
    this.checkFitted()
    const trees = this.estimators_.map(({ tree_ }) => tree_)
    return (await meanOver(trees, checkRows(X, this), leafValues)).data
  }

  /** The index of each row's leaf in each tree, shape (n_samples, n_estimators). */
  async apply(X: Matrix): Promise<Matrix> {
    this.checkFitted()
    const rows = checkRows(X, this)
    return leavesOf(this.estimators_.map(({ tree_ }) => apply(tree_, rows)))
  }

  /** Ones at the nodes that each row goes through, tree after tree; the nodes of tree t begin at column n_nodes_ptr[t]. */
  async decision_path(X: Matrix): Promise<ForestPath> {
    this.checkFitted()
    return pathsOf(
      this.estimators_.map(({ tree_ }) => tree_),
      checkRows(X, this)
    )
  }
}
