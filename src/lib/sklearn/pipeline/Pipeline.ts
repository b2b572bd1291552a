import { ValueError } from '$lib/estimator/exceptions'
import { array, boolean, type ParamTable } from '$lib/estimator/params'
import type { Matrix } from '$lib/numeric/matrix'
import { Classifier, clone, Estimator, Regressor, Transformer } from '../base'
import type { AskOptions, FitOptions, Label, Table, Target } from '../base'

export type Step = [name: string, estimator: Estimator]

export interface PipelineParams {
  steps: Step[]
  verbose: boolean
}

/** What the last step may be asked beside fit. */
type Final = Partial<
  Record<
    'predict_proba' | 'decision_function' | 'predict_log_proba',
    (X: Matrix, options?: AskOptions) => Promise<Matrix>
  >
> & {
  predict?(X: Matrix, options?: AskOptions): Promise<Label[] | Float64Array>
}

/**
 * Transformers in a row and an estimator at the end, used as one estimator.
 *
 * Source: scikit-learn 1.2, `sklearn.pipeline.Pipeline`.
 *
 * Parameters: `steps` list of [name, estimator]; `verbose` = false.
 * Attributes: the fitted steps stand in `steps`; `named_steps`, `classes_` and `n_features_in_` are theirs.
 * Errors: ValueError when asked for what the last step cannot do.
 * Differs: no `memory`.
 */
export class Pipeline extends Estimator<PipelineParams> {
  static override readonly className = 'Pipeline'
  static override readonly module = 'sklearn.pipeline'
  static override readonly estimatorType = 'transformer'
  static override readonly takesSampleWeight = false
  static override readonly params: ParamTable<PipelineParams> = {
    steps: { default: [], kinds: [array] },
    verbose: { default: false, kinds: [boolean] }
  }

  get named_steps(): Record<string, Estimator> {
    return Object.fromEntries(this.params.steps)
  }

  /** The last step's estimator. */
  get final(): Estimator {
    return this.params.steps[this.params.steps.length - 1][1]
  }

  get classes_(): Label[] | undefined {
    return this.final instanceof Classifier ? this.final.classes_ : undefined
  }

  override get isFitted(): boolean {
    return this.final.isFitted
  }

  async fit(X: Matrix | Table, y?: Target, options: FitOptions = {}): Promise<this> {
    this.checkParams()
    const steps = this.params.steps
    const { sampleWeight: _, ...unweighted } = options
    const fitted: Step[] = []
    let input = X
    for (const [name, estimator] of steps.slice(0, -1)) {
      const step = asTransformer(name, clone(estimator))
      input = await step.fit_transform(input, y, unweighted)
      fitted.push([name, step])
      options.signal?.throwIfAborted()
    }
    const [name, last] = steps[steps.length - 1]
    // The last step keeps its fitted state for warm_start, as in scikit-learn.
    fitted.push([name, await last.fit(input, y, options)])
    this.params.steps = fitted
    return this
  }

  /** X as the last step sees it. */
  async transformed(X: Matrix | Table, options?: AskOptions): Promise<Matrix> {
    this.checkFitted()
    let input = X
    for (const [name, estimator] of this.params.steps.slice(0, -1))
      input = await asTransformer(name, estimator).transform(input, options)
    return input as Matrix
  }

  private async ask<K extends keyof Final>(
    method: K,
    X: Matrix | Table,
    options?: AskOptions
  ): Promise<Awaited<ReturnType<NonNullable<Final[K]>>>> {
    const input = await this.transformed(X, options)
    const final = this.final as Estimator & Final
    if (!final[method]) throw new ValueError(`${final.meta.className} has no ${method}`)
    return (await final[method](input, options)) as Awaited<ReturnType<NonNullable<Final[K]>>>
  }

  predict(X: Matrix | Table, options?: AskOptions): Promise<Label[] | Float64Array> {
    return this.ask('predict', X, options)
  }

  predict_proba(X: Matrix | Table, options?: AskOptions): Promise<Matrix> {
    return this.ask('predict_proba', X, options)
  }

  decision_function(X: Matrix | Table, options?: AskOptions): Promise<Matrix> {
    return this.ask('decision_function', X, options)
  }

  async transform(X: Matrix | Table, options?: AskOptions): Promise<Matrix> {
    return asTransformer('the last step', this.final).transform(await this.transformed(X, options), options)
  }

  async score(X: Matrix | Table, y: Target, sampleWeight?: ArrayLike<number>): Promise<number> {
    const final = this.final
    if (!(final instanceof Classifier || final instanceof Regressor))
      throw new ValueError(`${final.meta.className} has no score`)
    return final.score(await this.transformed(X), y, sampleWeight)
  }
}

function asTransformer(name: string, estimator: Estimator): Transformer {
  if (estimator instanceof Transformer) return estimator
  throw new ValueError(
    `${name} (${estimator.meta.className}) cannot transform`,
    'Only the last step may be a predictor.'
  )
}
