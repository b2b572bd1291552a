import { matrix, type Matrix } from '$lib/numeric/matrix'
import { Classifier, type FitOptions, type Label, type Table, type Target } from '../base'
import { accuracyScore } from '../metrics/accuracy'
import { argmax, checkRows, multiplied } from '../tree/_base'
import { float32Columns } from '../tree/_grow'
import { warnOfAuto } from '../tree/_params'
import { apply, leafShares } from '../tree/_predict'
import type { DecisionTreeClassifier } from '../tree/DecisionTreeClassifier'
import { computeSampleWeight } from '../utils/classWeight'
import { encodeClasses } from '../utils/labels'
import { checkArray, checkSampleWeight, checkTarget } from '../utils/validation'
import { countDrawn, drawSeeds, growTrees, meanImportances, meanOver, outOfBag } from './_forest'
import { treeParams, type ForestClassifierParams } from './_params'
import { leavesOf, pathsOf, type ForestPath } from './_leaves'

/** Forests of classification trees; a subclass says which trees. */
export abstract class ForestClassifier extends Classifier<ForestClassifierParams> {
  declare estimators_: DecisionTreeClassifier[]
  declare n_classes_: number
  declare n_features_in_: number
  declare n_outputs_: number
  declare feature_importances_: Float64Array
  declare oob_score_: number
  declare oob_decision_function_: Matrix

  /** An unfitted tree with these parameters. */
  protected abstract makeTree(params: DecisionTreeClassifier['params']): DecisionTreeClassifier
  protected abstract get splitter(): 'best' | 'random'

  async fit(X: Matrix | Table, y?: Target, options: FitOptions = {}): Promise<this> {
    this.checkParams()
    const { params } = this
    const { className } = this.meta
    const rows = checkArray(X, className)
    checkTarget(rows, y, className)
    warnOfAuto(params, '"sqrt"', options)
    const [nRows, nFeatures] = rows.shape
    const nDrawn = countDrawn(params, nRows)
    const { classes, codes } = encodeClasses(y, className)
    const balanced = params.class_weight === 'balanced_subsample' && params.bootstrap
    const weights = this.weigh(classes, codes, balanced, options)
    const kept = params.warm_start && this.isFitted ? this.estimators_ : []
    const seeds = drawSeeds(params, kept.length, options)
    const grove = {
      data: {
        columns: float32Columns(rows, className),
        nRows,
        nFeatures,
        y: codes,
        nClasses: classes.length
      },
      params: treeParams(params, this.splitter, 'sqrt'),
      isClassifier: true,
      weights,
      nDrawn,
      balanced
    }
    const trees = await growTrees(grove, seeds, options)
    const encoded = classes.map((_, k) => k)
    const fitted = trees.map((tree, i) =>
      this.makeTree({ ...grove.params, random_state: seeds[i], class_weight: null }).setFitted(tree, encoded)
    )
    this.classes_ = classes
    this.n_classes_ = classes.length
    this.n_features_in_ = nFeatures
    this.n_outputs_ = 1
    this.estimators_ = [...kept, ...fitted]
    this.feature_importances_ = meanImportances(this.estimators_, nFeatures)
    if (params.oob_score && nDrawn !== null) {
      this.oob_decision_function_ = await outOfBag(this.estimators_, rows, nDrawn, leafShares, options)
      this.oob_score_ = accuracyScore(codes, argmax(this.oob_decision_function_))
    }
    return this
  }

  async predict(X: Matrix): Promise<Label[]> {
    return Array.from(argmax(await this.predict_proba(X)), (k) => this.classes_[k])
  }

  /** The mean over the trees of the classes' shares in each row's leaf, shape (n_samples, n_classes). */
  async predict_proba(X: Matrix): Promise<Matrix> {
    this.checkFitted()
    const trees = this.estimators_.map(({ tree_ }) => tree_)
    return meanOver(trees, checkRows(X, this), leafShares)
  }

  async predict_log_proba(X: Matrix): Promise<Matrix> {
    const { data, shape } = await this.predict_proba(X)
    return matrix(...shape, data.map(Math.log))
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

  private weigh(
    classes: Label[],
    codes: Int32Array,
    balanced: boolean,
    { sampleWeight, warn }: FitOptions
  ): Float64Array | null {
    const { class_weight, warm_start } = this.params
    if (typeof class_weight === 'string' && warm_start)
      warn?.({
        category: 'UserWarning',
        message: `class_weight="${class_weight}" with warm_start weighs by the data of each fit: give weights by class.`
      })
    const given = sampleWeight ? checkSampleWeight(sampleWeight, codes.length) : null
    if (!class_weight || balanced) return given
    const byClass = class_weight === 'balanced_subsample' ? 'balanced' : class_weight
    return multiplied(given, computeSampleWeight(byClass, classes, codes))
  }
}
