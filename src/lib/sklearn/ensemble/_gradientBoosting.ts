/** What both kinds of gradient boosting do alike (scikit-learn 1.2, `sklearn/ensemble/_gb.py`). */
import { ValueError } from '$lib/estimator/exceptions'
import { matrix, takeRows, type Matrix } from '$lib/numeric/matrix'
import { checkRandomState, RandomState, type RandomStateData } from '$lib/numeric/random/RandomState'
import type { Estimator, FitOptions } from '../base'
import { trainTestIndices } from '../model_selection/trainTestSplit'
import { float32Columns } from '../tree/_grow'
import { countFeatures } from '../tree/_params'
import { apply, impurityDecreases } from '../tree/_predict'
import type { Tree } from '../tree/_tree'
import { DecisionTreeRegressor } from '../tree/DecisionTreeRegressor'
import { checkFeatures } from '../utils/validation'
import type { GradientBoostingParams } from './_boostParams'
import { addStages, addTree, type Validation } from './_boostStages'
import { begin, fitBeginner, type Constant, type Link, type Start } from './_boostStart'
import type { GradientLoss } from './_gradientLoss'

/** What a fit leaves behind. */
export interface Boosted {
  /** What the stages begin with. */
  readonly init_: Start
  /** Shape (n_estimators_, trees of a stage). */
  readonly estimators_: DecisionTreeRegressor[][]
  readonly n_estimators_: number
  readonly train_score_: Float64Array
  readonly oob_improvement_?: Float64Array
  readonly max_features_: number
  readonly n_features_in_: number
  readonly feature_importances_: Float64Array
  /** Where the random stream is: a warm start goes on from there. */
  readonly _rng: RandomStateData
}

/** What is boosted. */
export interface BoostTask {
  readonly params: GradientBoostingParams
  readonly className: string
  readonly isClassifier: boolean
  readonly X: Matrix
  /** Class indices, or numbers. */
  readonly y: Float64Array
  /** null: all count alike, which some starts take another way. */
  readonly weights: Float64Array | null
  readonly loss: GradientLoss
  readonly link: Link
  /** The start that a loss has of its own. */
  readonly defaultStart: (y: Float64Array, weights: Float64Array | null) => Constant
  /** A warm start goes on from this. */
  readonly previous: Boosted | null
}

export async function boost(task: BoostTask, options: FitOptions): Promise<Boosted> {
  const { params, className, isClassifier, loss, link, previous } = task
  const { train, validation } = part(task)
  const [nRows, nFeatures] = train.X.shape
  const init_ = previous?.init_ ?? (await chooseStart(task, train, options))
  const done = previous?.estimators_.map((stage) => stage.map(({ tree_ }) => tree_)) ?? []
  if (previous) checkFeatures(train.X, previous.n_features_in_, className)
  if (params.n_estimators < done.length)
    throw new ValueError(
      `n_estimators is ${params.n_estimators}, but warm_start goes on from ${done.length} stages`,
      'It must not be less; or set warm_start to false.'
    )
  const random = previous ? resumed(previous._rng) : checkRandomState(params.random_state)
  const raw = await begin(init_, train.X, link)
  addAll(raw, done, params.learning_rate, train.X)
  const training = {
    ...train,
    weights: train.weights ?? new Float64Array(nRows).fill(1),
    columns: float32Columns(train.X, className),
    loss,
    raw
  }
  const watched: Validation | null = validation && {
    ...validation,
    weights: validation.weights ?? new Float64Array(validation.y.length).fill(1),
    loss,
    raw: await begin(init_, validation.X, link)
  }
  const { trees, trainScore, oobImprovement } = await addStages(
    params,
    training,
    done,
    random,
    watched,
    options
  )
  const kept = previous?.estimators_ ?? []
  const added = trees.slice(kept.length).map((stage) => stage.map((tree) => asEstimator(params, tree)))
  const withOob = params.subsample < 1 || previous?.oob_improvement_
  return {
    init_,
    estimators_: [...kept, ...added],
    n_estimators_: trees.length,
    train_score_: Float64Array.of(...(previous?.train_score_ ?? []), ...trainScore),
    ...(withOob && { oob_improvement_: improvements(previous, oobImprovement, trees.length) }),
    max_features_: countFeatures(params.max_features, nFeatures, isClassifier),
    n_features_in_: nFeatures,
    feature_importances_: meanDecreases(trees.flat(), nFeatures),
    _rng: random.state
  }
}

interface Part {
  readonly X: Matrix
  readonly y: Float64Array
  readonly weights: Float64Array | null
}

/** The rows to learn from, and those to watch for early stopping. */
function part({ params, X, y, weights, isClassifier }: BoostTask): { train: Part; validation: Part | null } {
  if (params.n_iter_no_change === null) return { train: { X, y, weights }, validation: null }
  const split = trainTestIndices(y.length, {
    test_size: params.validation_fraction,
    random_state: params.random_state,
    stratify: isClassifier ? y : null
  })
  const take = (rows: Int32Array): Part => ({
    X: takeRows(X, rows),
    y: Float64Array.from(rows, (i) => y[i]),
    weights: weights && Float64Array.from(rows, (i) => weights[i])
  })
  const train = take(split.train)
  if (isClassifier && new Set(train.y).size !== new Set(y).size)
    throw new ValueError(
      'Early stopping leaves no row of some classes to learn from',
      'Use another random_state, or a smaller validation_fraction.'
    )
  return { train, validation: take(split.test) }
}

async function chooseStart(
  { params: { init }, defaultStart, link }: BoostTask,
  train: Part,
  options: FitOptions
): Promise<Start> {
  if (init === 'zero') return init
  return init ? fitBeginner(init, link, train, options) : defaultStart(train.y, train.weights)
}

function resumed(state: RandomStateData): RandomState {
  const random = new RandomState(0)
  random.state = state
  return random
}

/** A tree of a stage as the estimator that it is in scikit-learn. */
function asEstimator(params: GradientBoostingParams, tree: Tree): DecisionTreeRegressor {
  return new DecisionTreeRegressor({
    criterion: params.criterion,
    max_depth: params.max_depth,
    min_samples_split: params.min_samples_split,
    min_samples_leaf: params.min_samples_leaf,
    min_weight_fraction_leaf: params.min_weight_fraction_leaf,
    max_features: params.max_features,
    max_leaf_nodes: params.max_leaf_nodes,
    min_impurity_decrease: params.min_impurity_decrease,
    ccp_alpha: params.ccp_alpha
  }).setFitted(tree)
}

/** One number a stage; 0 for stages of an earlier fit that left no rows out. */
function improvements(previous: Boosted | null, added: readonly number[], stages: number): Float64Array {
  const out = new Float64Array(stages)
  if (previous?.oob_improvement_) out.set(previous.oob_improvement_)
  out.set(added, stages - added.length)
  return out
}

/** The trees' mean decreases of impurity as shares, shape (n_features,). Trees without a split do not count. */
export function meanDecreases(trees: readonly Tree[], nFeatures: number): Float64Array {
  const sums = new Float64Array(nFeatures)
  for (const tree of trees) impurityDecreases(tree).forEach((value, f) => (sums[f] += value))
  const total = sums.reduce((sum, value) => sum + value, 0)
  return trees.some(({ node_count }) => node_count > 1) ? sums.map((value) => value / total) : sums
}

function addAll(raw: Float64Array[], stages: readonly Tree[][], rate: number, X: Matrix): void {
  for (const stage of stages) stage.forEach((tree, k) => addTree(raw[k], tree, rate, X))
}

type Fitted = Boosted & { readonly params: GradientBoostingParams }

/** The predictions for X in the loss's terms, before the first stage and after each; the arrays are the same each time. */
export async function* stagedRaw(model: Fitted, X: Matrix, link: Link): AsyncGenerator<Float64Array[]> {
  const raw = await begin(model.init_, X, link)
  for (const stage of model.estimators_) {
    addAll(raw, [stage.map(({ tree_ }) => tree_)], model.params.learning_rate, X)
    yield raw
  }
}

/** The predictions after the last stage. */
export async function rawPredict(model: Fitted, X: Matrix, link: Link): Promise<Float64Array[]> {
  const raw = await begin(model.init_, X, link)
  const stages = model.estimators_.map((stage) => stage.map(({ tree_ }) => tree_))
  addAll(raw, stages, model.params.learning_rate, X)
  return raw
}

/** The leaf of each row in each tree, stage by stage, shape (n_samples, n_estimators_ × trees of a stage). */
export function leavesOfStages({ estimators_ }: Boosted, X: Matrix): Matrix {
  const trees = estimators_.flat()
  const out = matrix(X.shape[0], trees.length)
  trees.forEach(({ tree_ }, t) =>
    apply(tree_, X).forEach((leaf, i) => (out.data[i * trees.length + t] = leaf))
  )
  return out
}

/** Puts what a fit found into a model, in place of what an earlier one did. */
export function adopt(model: Estimator & Partial<Boosted>, found: Boosted): void {
  delete (model as { oob_improvement_?: Float64Array }).oob_improvement_
  Object.assign(model, found)
}
