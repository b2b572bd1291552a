import { ValueError } from '$lib/estimator/exceptions'
import { matrix, type Matrix } from '$lib/numeric/matrix'
import { Classifier, type FitOptions, type Label, type Params, type Table, type Target } from '../base'
import { encodeClasses, encodeLabels } from '../utils/labels'
import { checkArray, checkFeatures, checkSampleWeight, checkTarget } from '../utils/validation'

/** Training rows with the class of each as its index in `classes_`, and its weight. */
export interface Labelled {
  readonly X: Matrix
  readonly codes: Int32Array
  readonly weights: Float64Array
}

/**
 * What all naive Bayes classifiers do alike: features are taken as independent given the class, so that the logarithms
 * of the class's share and of each feature's probability add up (Manning, Raghavan & Schütze 2008, chapter 13).
 */
export abstract class BaseNB<P extends Params> extends Classifier<P> {
  declare n_features_in_: number
  declare class_count_: Float64Array

  /** Rows × classes: log P(class) + Σ log P(feature | class). X has passed `checkRows`. */
  protected abstract jointLogLikelihood(X: Matrix): Matrix

  /** Forgets what was learnt and prepares for `classes_` and `n_features_in_`. */
  protected abstract reset(): void

  /** Adds rows to what was learnt. */
  protected abstract learn(rows: Labelled, options: FitOptions): void

  /** X as the model counts it; subclasses refuse or change values. */
  protected checkRows(X: Matrix | Table): Matrix {
    return checkArray(X, this.meta.className)
  }

  async fit(X: Matrix | Table, y?: Target, options: FitOptions = {}): Promise<this> {
    this.checkParams()
    const rows = this.checkRows(X)
    checkTarget(rows, y, this.meta.className)
    const { classes, codes } = encodeClasses(y, this.meta.className)
    this.start(classes, rows.shape[1])
    this.learn({ X: rows, codes, weights: checkSampleWeight(options.sampleWeight, y.length) }, options)
    return this
  }

  /**
   * Learns from more rows. The first call names all classes that will ever come. Throws ValueError when it does not, when
   * a later call names others, and for a label that is none of them.
   */
  async partial_fit(
    X: Matrix | Table,
    y: Target,
    classes?: readonly Label[],
    options: FitOptions = {}
  ): Promise<this> {
    this.checkParams()
    const name = this.meta.className
    const rows = this.checkRows(X)
    checkTarget(rows, y, name)
    const sorted = classes && encodeLabels(classes).classes
    if (!this.classes_) {
      if (!sorted) throw new ValueError(`The first partial_fit of ${name} must name all classes`)
      this.start(sorted, rows.shape[1])
    } else if (
      sorted &&
      (sorted.length !== this.classes_.length || sorted.some((c, k) => c !== this.classes_[k]))
    )
      throw new ValueError(
        `classes ${sorted.join(', ')} differ from those of the first call: ${this.classes_.join(', ')}`
      )
    checkFeatures(rows, this.n_features_in_, name)
    const weights = checkSampleWeight(options.sampleWeight, y.length)
    this.learn({ X: rows, codes: this.codesOf(y), weights }, options)
    return this
  }

  private start(classes: Label[], features: number): void {
    this.classes_ = classes
    this.n_features_in_ = features
    this.class_count_ = new Float64Array(classes.length)
    this.reset()
  }

  private codesOf(y: Target): Int32Array {
    const index = new Map(this.classes_.map((label, k) => [label, k]))
    return Int32Array.from(y as ArrayLike<unknown> as ArrayLike<Label>, (label) => {
      const code = index.get(label)
      if (code === undefined)
        throw new ValueError(
          `The label ${JSON.stringify(label)} is none of the classes of the first call`,
          `They are: ${this.classes_.join(', ')}.`
        )
      return code
    })
  }

  /** Rows × classes: the unnormalised log of P(class, row). */
  async predict_joint_log_proba(X: Matrix): Promise<Matrix> {
    this.checkFitted()
    const rows = this.checkRows(X)
    checkFeatures(rows, this.n_features_in_, this.meta.className)
    return this.jointLogLikelihood(rows)
  }

  async predict(X: Matrix): Promise<Label[]> {
    const joint = await this.predict_joint_log_proba(X)
    return Array.from({ length: joint.shape[0] }, (_, i) => this.classes_[argmax(joint, i)])
  }

  /** Rows × classes: log P(class | row). */
  async predict_log_proba(X: Matrix): Promise<Matrix> {
    const { data, shape } = await this.predict_joint_log_proba(X)
    const [rows, cols] = shape
    const out = matrix(rows, cols)
    for (let i = 0; i < rows; i++) {
      const joint = data.subarray(i * cols, (i + 1) * cols)
      const all = logSumExp(joint)
      for (let k = 0; k < cols; k++) out.data[i * cols + k] = joint[k] - all
    }
    return out
  }

  /** Rows × classes: P(class | row). */
  async predict_proba(X: Matrix): Promise<Matrix> {
    const { data, shape } = await this.predict_log_proba(X)
    return { data: data.map(Math.exp), shape }
  }
}

/** The first greatest of row i; NaN counts as greatest, as in numpy. */
function argmax({ data, shape: [, cols] }: Matrix, i: number): number {
  let best = 0
  for (let k = 0; k < cols; k++) {
    const value = data[i * cols + k]
    if (Number.isNaN(value)) return k
    if (value > data[i * cols + best]) best = k
  }
  return best
}

function logSumExp(values: Float64Array): number {
  const greatest = values.reduce((a, b) => Math.max(a, b), -Infinity)
  const shift = Number.isFinite(greatest) ? greatest : 0
  return shift + Math.log(values.reduce((sum, value) => sum + Math.exp(value - shift), 0))
}
