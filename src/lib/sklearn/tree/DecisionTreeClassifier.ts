import type { ParamTable } from '$lib/estimator/params'
import { matrix, type Matrix } from '$lib/numeric/matrix'
import { Classifier, clone, type FitOptions, type Label, type Table, type Target } from '../base'
import { computeSampleWeight } from '../utils/classWeight'
import { encodeClasses } from '../utils/labels'
import { checkArray, checkSampleWeight, checkTarget } from '../utils/validation'
import { argmax, checkRows, fitTree, multiplied } from './_base'
import { float32Columns } from './_grow'
import {
  classifierCriterion,
  classWeight,
  countFeatures,
  treeTable,
  warnOfAuto,
  type TreeClassifierParams
} from './_params'
import { apply, decisionPath, featureImportances, leafShares, nLeaves } from './_predict'
import { pruningPath, type PruningPath } from './_pruning'
import type { Tree } from './_tree'

/**
 * A decision tree for classes.
 *
 * Algorithm: CART (Breiman, Friedman, Olshen & Stone, "Classification and Regression Trees", 1984, ch. 2), after
 * scikit-learn 1.2's `sklearn/tree/_splitter.pyx` and `_tree.pyx`: with the same `random_state` the same tree node for
 * node. X is compared as float32.
 *
 * Parameters:
 * - `criterion` = "gini": "gini", "entropy" or "log_loss" (the same as "entropy")
 * - `splitter` = "best": the best threshold of a feature, or one at "random"
 * - `max_depth` = null: an integer ≥ 1; null grows until leaves are pure or too small
 * - `min_samples_split` = 2: an integer ≥ 2, or a share of the samples in (0, 1]
 * - `min_samples_leaf` = 1: an integer ≥ 1, or a share in (0, 1)
 * - `min_weight_fraction_leaf` = 0: least share of the total weight in a leaf, in [0, 0.5]
 * - `max_features` = null: how many features a split looks at: a count > 1, a share in (0, 1], "sqrt", "log2"; null: all
 * - `random_state` = null: an integer seed; null draws one
 * - `max_leaf_nodes` = null: an integer ≥ 2; the tree then grows where it improves most
 * - `min_impurity_decrease` = 0: least improvement of a split, ≥ 0
 * - `class_weight` = null: weights by label, or "balanced"
 * - `ccp_alpha` = 0: complexity parameter of minimal cost-complexity pruning, ≥ 0
 *
 * Attributes: `classes_`; `n_classes_`; `tree_` (see Tree); `max_features_`; `n_features_in_`; `n_outputs_` (1);
 * `feature_importances_`, shape (n_features,).
 *
 * Errors: InvalidParameterError; ValueError for what X or y must not hold. Differs from scikit-learn: one output, dense X;
 * JavaScript has no 1.0 beside 1, so `max_features: 1` is the share 1, all features.
 */
export class DecisionTreeClassifier extends Classifier<TreeClassifierParams> {
  static override readonly className: string = 'DecisionTreeClassifier'
  static override readonly module = 'sklearn.tree'
  static override readonly params: ParamTable<TreeClassifierParams> = {
    criterion: classifierCriterion,
    ...treeTable('best', null),
    class_weight: classWeight
  }

  declare n_classes_: number
  declare n_features_in_: number
  declare n_outputs_: number
  declare max_features_: number
  declare tree_: Tree
  declare feature_importances_: Float64Array

  async fit(X: Matrix | Table, y?: Target, options: FitOptions = {}): Promise<this> {
    this.checkParams()
    const { className } = this.meta
    const rows = checkArray(X, className)
    checkTarget(rows, y, className)
    warnOfAuto(this.params, '"sqrt"', options)
    const [nRows, nFeatures] = rows.shape
    const { classes, codes } = encodeClasses(y, className)
    const given = options.sampleWeight ? checkSampleWeight(options.sampleWeight, nRows) : null
    const { class_weight } = this.params
    const weights = multiplied(given, class_weight && computeSampleWeight(class_weight, classes, codes))
    const columns = float32Columns(rows, className)
    const data = { columns, nRows, nFeatures, y: codes, nClasses: classes.length }
    const tree = await fitTree(this.params, data, true, weights, options)
    return this.setFitted(tree, classes)
  }

  /** Takes over a tree that was grown elsewhere (by a forest). */
  setFitted(tree: Tree, classes: Label[]): this {
    this.classes_ = classes
    this.n_classes_ = classes.length
    this.n_features_in_ = tree.n_features
    this.n_outputs_ = 1
    this.max_features_ = countFeatures(this.params.max_features, tree.n_features, true)
    this.tree_ = tree
    this.feature_importances_ = featureImportances(tree)
    return this
  }

  async predict(X: Matrix): Promise<Label[]> {
    return Array.from(argmax(await this.predict_proba(X)), (k) => this.classes_[k])
  }

  /** The classes' shares in each row's leaf, shape (n_samples, n_classes). */
  async predict_proba(X: Matrix): Promise<Matrix> {
    this.checkFitted()
    return leafShares(this.tree_, checkRows(X, this))
  }

  async predict_log_proba(X: Matrix): Promise<Matrix> {
    const { data, shape } = await this.predict_proba(X)
    return matrix(...shape, data.map(Math.log))
  }

  /** The index of each row's leaf, shape (n_samples,). */
  async apply(X: Matrix): Promise<Int32Array> {
    this.checkFitted()
    return apply(this.tree_, checkRows(X, this))
  }

  /** Ones at the nodes that each row goes through, shape (n_samples, node_count); dense, where scikit-learn's is sparse. */
  async decision_path(X: Matrix): Promise<Matrix> {
    this.checkFitted()
    return decisionPath(this.tree_, checkRows(X, this))
  }

  get_depth(): number {
    this.checkFitted()
    return this.tree_.max_depth
  }

  get_n_leaves(): number {
    this.checkFitted()
    return nLeaves(this.tree_)
  }

  /** The effective alphas of pruning a tree fitted to this data, and the impurities that they lead to. */
  async cost_complexity_pruning_path(X: Matrix, y: Target, options: FitOptions = {}): Promise<PruningPath> {
    const full = await clone(this).set_params({ ccp_alpha: 0 }).fit(X, y, options)
    return pruningPath(full.tree_)
  }
}
