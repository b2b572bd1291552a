import type { Matrix } from '$lib/numeric/matrix'
import { Transformer, type Params, type Table } from '../base'
import { checkArray, checkFeatures } from '../utils/validation'

/** A transformer whose columns are components of what it has learned. */
export abstract class Decomposition<P extends Params> extends Transformer<P> {
  static override readonly takesSampleWeight = false

  declare n_features_in_: number

  /** How many columns it makes. */
  protected abstract get outputs(): number

  /** X as a fitted model takes it. */
  protected checkKnown(X: Matrix | Table): Matrix {
    this.checkFitted()
    const { className } = this.meta
    const checked = checkArray(X, className)
    checkFeatures(checked, this.n_features_in_, className)
    return checked
  }

  /** Throws ValueError unless `scores` has a column for each component. */
  protected checkScores(scores: Matrix): void {
    this.checkFitted()
    checkFeatures(scores, this.outputs, `${this.meta.className}.inverse_transform`)
  }

  /** The class's name in small letters with the component's number: pca0, pca1 … */
  get_feature_names_out(): string[] {
    this.checkFitted()
    return Array.from({ length: this.outputs }, (_, k) => `${this.meta.className.toLowerCase()}${k}`)
  }
}

/** A decomposition whose components are rows of as many values as there are features. */
export abstract class LinearDecomposition<P extends Params> extends Decomposition<P> {
  declare components_: Matrix

  protected override get outputs(): number {
    return this.components_.shape[0]
  }
}
