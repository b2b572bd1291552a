/**
 * How good a split is. A criterion walks along a node's samples, which the splitter has put in order: those before `pos`
 * are the left child's, the others the right child's. Sums are taken in scikit-learn's order, so that they round alike.
 */
export abstract class Criterion {
  weightedNNodeSamples = 0
  weightedNLeft = 0
  weightedNRight = 0
  impurityLeft = 0
  impurityRight = 0
  protected start = 0
  protected pos = 0
  protected end = 0

  /**
   * @param y one target a row: class indices, or numbers
   * @param weights one weight a row; null means 1 each
   * @param samples the rows in the splitter's present order, shared with it
   */
  constructor(
    protected readonly y: ArrayLike<number>,
    protected readonly weights: Float64Array | null,
    protected readonly samples: Int32Array,
    private readonly weightedNSamples: number
  ) {}

  /** How many numbers a node's value has: classes, or 1. */
  abstract readonly valueSize: number

  /** Begins a node: samples[start, end). */
  abstract init(start: number, end: number): void

  /** Puts all of the node's samples into the right child. */
  abstract reset(): void

  /** Moves samples[pos, newPos) from the right child to the left. */
  abstract update(newPos: number): void

  abstract nodeImpurity(): number

  /** Sets impurityLeft and impurityRight. */
  abstract childrenImpurity(): void

  /** Writes the node's value at dest[at, at + valueSize). */
  abstract nodeValue(dest: Float64Array, at: number): void

  /** A number that orders the splits of one node as the improvement does, but is cheaper. */
  proxyImpurityImprovement(): number {
    this.childrenImpurity()
    return -this.weightedNRight * this.impurityRight - this.weightedNLeft * this.impurityLeft
  }

  /** N_t / N · (impurity − N_tR / N_t · impurity right − N_tL / N_t · impurity left), of the present split. */
  impurityImprovement(impurity: number): number {
    return (
      (this.weightedNNodeSamples / this.weightedNSamples) *
      (impurity -
        (this.weightedNRight / this.weightedNNodeSamples) * this.impurityRight -
        (this.weightedNLeft / this.weightedNNodeSamples) * this.impurityLeft)
    )
  }
}
