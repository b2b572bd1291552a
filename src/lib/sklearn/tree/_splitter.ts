import type { RandR } from '$lib/numeric/random/RandR'
import type { Criterion } from './_criterion'

/** Values of a feature that lie closer than this are taken for equal (float32, as scikit-learn compares). */
export const FEATURE_THRESHOLD = Math.fround(1e-7)

/** A way to divide a node: rows with X[:, feature] ≤ threshold go left, and are then samples[start, pos). */
export interface Split {
  feature: number
  threshold: number
  /** Where the right child's samples begin; the node's end when no split was found. */
  pos: number
  improvement: number
  impurityLeft: number
  impurityRight: number
}

/** What a splitter works on, the same for all nodes of a tree. */
export interface SplitterInput {
  /** X as float32, one feature after another, shape (n_features, n_samples). */
  readonly columns: Float32Array
  readonly nRows: number
  readonly nFeatures: number
  /** The rows that count (of weight other than 0); the splitter puts them in order. */
  readonly samples: Int32Array
  /** Are the criterion's sums the same in whatever order the samples come? */
  readonly isExact: boolean
  readonly maxFeatures: number
  readonly minSamplesLeaf: number
  readonly minWeightLeaf: number
}

/** Finds a node's split among features that it draws at random, without those known to be constant in the node. */
export abstract class Splitter {
  protected readonly values: Float32Array
  protected best: Split = noSplit(0)
  protected bestProxy = -Infinity
  private readonly features: Int32Array
  private readonly constantFeatures: Int32Array

  constructor(
    protected readonly input: SplitterInput,
    protected readonly criterion: Criterion,
    protected readonly random: RandR
  ) {
    this.values = new Float32Array(input.samples.length)
    this.features = Int32Array.from({ length: input.nFeatures }, (_, f) => f)
    this.constantFeatures = new Int32Array(input.nFeatures)
  }

  /** Gets the feature's values in samples[start, end); false when they are all the same. */
  protected abstract load(feature: number, start: number, end: number): boolean

  /** Tries splits on the feature that was loaded last and keeps the best in `best`. */
  protected abstract search(feature: number, start: number, end: number): void

  /**
   * The best split of the criterion's node, with the samples put in its order; and how many features are known to be
   * constant in the node. The features are shuffled as they are drawn (Fisher & Yates); they lie in this order:
   * constant and drawn, constant and not drawn, newly found constant, not drawn, drawn.
   */
  split(start: number, end: number, impurity: number, known: number): { best: Split; constant: number } {
    const { features, constantFeatures, random, input } = this
    this.best = noSplit(end)
    this.bestProxy = -Infinity
    let notDrawn = features.length
    let visited = 0
    let found = 0
    let drawnConstants = 0
    // Goes on beyond maxFeatures until one that is not constant was tried.
    while (notDrawn > known + found && (visited < input.maxFeatures || visited <= found + drawnConstants)) {
      visited++
      let at = random.nextInt(drawnConstants, notDrawn - found)
      if (at < known) {
        swap(features, at, drawnConstants++)
        continue
      }
      at += found
      const feature = features[at]
      if (this.load(feature, start, end)) {
        swap(features, at, --notDrawn)
        this.search(feature, start, end)
      } else swap(features, at, known + found++)
    }
    if (this.best.pos < end) this.finish(start, end, impurity)

    // The known constants must keep their order for the node's sibling and children.
    features.set(constantFeatures.subarray(0, known))
    constantFeatures.set(features.subarray(known, known + found), known)
    return { best: this.best, constant: known + found }
  }

  /** Puts the samples in the best split's order and computes what it is worth. */
  private finish(start: number, end: number, impurity: number): void {
    const { best, criterion } = this
    this.partition(best, start, end)
    criterion.reset()
    criterion.update(best.pos)
    criterion.childrenImpurity()
    best.impurityLeft = criterion.impurityLeft
    best.impurityRight = criterion.impurityRight
    best.improvement = criterion.impurityImprovement(impurity)
  }

  protected partition({ feature, threshold }: Split, start: number, end: number): void {
    const { samples, columns, nRows } = this.input
    const offset = feature * nRows
    for (let p = start; p < end;) {
      const sample = samples[p]
      if (columns[offset + sample] <= threshold) p++
      else {
        samples[p] = samples[--end]
        samples[end] = sample
      }
    }
  }

  /** Does the criterion's present split leave enough weight on both sides? */
  protected get heavyEnough(): boolean {
    const { criterion, input } = this
    return criterion.weightedNLeft >= input.minWeightLeaf && criterion.weightedNRight >= input.minWeightLeaf
  }
}

const noSplit = (end: number): Split => ({
  feature: 0,
  threshold: 0,
  pos: end,
  improvement: -Infinity,
  impurityLeft: Infinity,
  impurityRight: Infinity
})

function swap(array: Int32Array, i: number, j: number): void {
  const kept = array[i]
  array[i] = array[j]
  array[j] = kept
}
