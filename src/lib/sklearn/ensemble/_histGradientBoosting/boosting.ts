/** What both kinds of histogram gradient boosting do alike (scikit-learn 1.2, `sklearn/ensemble/_hist_gradient_boosting`). */
import { ValueError } from '$lib/estimator/exceptions'
import { takeRows, type Matrix } from '$lib/numeric/matrix'
import { pacer } from '$lib/numeric/pacer'
import { checkRandomState } from '$lib/numeric/random/RandomState'
import type { FitOptions } from '../../base'
import { trainTestIndices } from '../../model_selection/trainTestSplit'
import { binRows, fitBins, missingIn, type BinMapper, type Binned } from './binning'
import { categoricalMask, categoriesOf, interactionGroups, monotonicSigns } from './constraints'
import type { GrowRules } from './grower'
import { IndexSet } from './IndexSet'
import { cellsOf, HistogramBuilder } from './histogram'
import type { HistLoss, Observed, Raw } from './losses'
import type { HistParams } from './params'
import type { TreePredictor } from './predictor'
import type { Spoken } from './scores'
import { addBinned, addStages, type Stages } from './stages'

/** What a fit leaves behind. */
export interface HistBoosted {
  readonly n_features_in_: number
  readonly n_iter_: number
  readonly n_trees_per_iteration_: number
  readonly do_early_stopping_: boolean
  /** One score before the first stage and one after each; empty without early stopping. */
  readonly train_score_: Float64Array
  readonly validation_score_: Float64Array
  /** Shape (n_features,); null where none is. */
  readonly is_categorical_: Uint8Array | null
  /** Shape (n_iter_, n_trees_per_iteration_). */
  readonly _predictors: TreePredictor[][]
  readonly _baseline_prediction: Float64Array
  readonly _bin_mapper: BinMapper
  /** A warm start splits and samples the rows as the first fit did. */
  readonly _random_seed: number
  readonly _fitted_with_sw: boolean
}

export interface HistTask extends Observed {
  readonly params: HistParams
  readonly className: string
  readonly isClassifier: boolean
  readonly X: Matrix
  readonly names: readonly string[] | undefined
  readonly loss: HistLoss
  /** How scorers are answered. */
  readonly spoken: Spoken
  /** A warm start goes on from this. */
  readonly previous: HistBoosted | null
}

/** More rows than this are watched without being asked for. */
const MANY = 10_000

export async function boost(task: HistTask, options: FitOptions): Promise<HistBoosted> {
  const { params, X, names, loss, previous } = task
  const nFeatures = X.shape[1]
  const seed = previous?._random_seed ?? checkRandomState(params.random_state).randint(0, 2 ** 32 - 1)
  if (params.monotonic_cst !== null && loss.nTrees !== 1)
    throw new ValueError('monotonic_cst needs two classes at most', 'Leave monotonic_cst out.')
  const mask = categoricalMask(params.categorical_features, nFeatures, names)
  const monotonic = monotonicSigns(params.monotonic_cst, mask, nFeatures, names)
  const categories = categoriesOf(X, mask, params.max_bins, names)
  const groups = interactionGroups(params.interaction_cst, nFeatures)
  const stops = params.early_stopping === 'auto' ? X.shape[0] > MANY : params.early_stopping
  const pace = pacer(options.signal)
  const { train, validation } = part(task, stops, seed)
  await pace()
  const mapper = await fitBins(train.X, params.max_bins, categories, seed, pace)
  const binned = await binRows(mapper, train.X, pace)
  const flat = loss.flat && train.weights === null
  const cells = cellsOf(mapper, flat)
  const rules: GrowRules = {
    binned,
    cells,
    features: groups ? IndexSet.union(groups).values : Int32Array.from({ length: nFeatures }, (_, f) => f),
    groups,
    order: new Int32Array(binned.nRows),
    aside: new Int32Array(binned.nRows),
    monotonic,
    builder: new HistogramBuilder(binned, cells),
    nBinsNonMissing: mapper.n_bins_non_missing_,
    hasMissing: missingIn(mapper, binned),
    isCategorical: mask,
    maxLeafNodes: params.max_leaf_nodes,
    maxDepth: params.max_depth,
    minSamplesLeaf: params.min_samples_leaf,
    l2: params.l2_regularization
  }
  const predictors = previous ? [...previous._predictors] : []
  if (params.max_iter < predictors.length)
    throw new ValueError(
      `max_iter is ${params.max_iter}, but warm_start goes on from ${predictors.length} iterations`,
      'It must not be less; or set warm_start to false.'
    )
  const baseline = previous?._baseline_prediction ?? loss.start(train)
  const begin = (rows: Binned): Raw => {
    const raw = Array.from(baseline, (value) => new Float64Array(rows.nRows).fill(value))
    for (const stage of predictors) addBinned(raw, stage, rows, mapper)
    return raw
  }
  const held = validation && { ...validation, binned: await binRows(mapper, validation.X, pace) }
  const state: Stages = {
    task,
    mapper,
    rules,
    predictors,
    train: { ...train, raw: begin(binned) },
    held: held && { ...held, raw: begin(held.binned) },
    seed,
    stops,
    scores: {
      train: [...(previous?.train_score_ ?? [])],
      validation: [...(previous?.validation_score_ ?? [])]
    }
  }
  await addStages(state, pace, options.onProgress)
  return {
    n_features_in_: nFeatures,
    n_iter_: predictors.length,
    n_trees_per_iteration_: loss.nTrees,
    do_early_stopping_: stops,
    train_score_: Float64Array.from(state.scores.train),
    validation_score_: Float64Array.from(state.scores.validation),
    is_categorical_: mask,
    _predictors: predictors,
    _baseline_prediction: baseline,
    _bin_mapper: mapper,
    _random_seed: seed,
    _fitted_with_sw: options.sampleWeight !== undefined
  }
}

interface Part extends Observed {
  readonly X: Matrix
}

/** The rows to learn from, and those to watch for early stopping. */
function part(
  { params: { validation_fraction }, X, y, weights, isClassifier }: HistTask,
  stops: boolean,
  seed: number
): { train: Part; validation: Part | null } {
  if (!stops || validation_fraction === null) return { train: { X, y, weights }, validation: null }
  const split = trainTestIndices(y.length, {
    test_size: validation_fraction,
    random_state: seed,
    stratify: isClassifier ? y : null
  })
  const take = (rows: Int32Array): Part => ({
    X: takeRows(X, rows),
    y: Float64Array.from(rows, (i) => y[i]),
    weights: weights && Float64Array.from(rows, (i) => weights[i])
  })
  return { train: take(split.train), validation: take(split.test) }
}
