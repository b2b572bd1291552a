import { ValueError } from '$lib/estimator/exceptions'
import {
  array,
  boolean,
  estimator,
  integer,
  mapping,
  none,
  option,
  real,
  string,
  type ParamTable
} from '$lib/estimator/params'
import type { Matrix } from '$lib/numeric/matrix'
import { clone, Estimator, type FitOptions, type Label, type Table, type Target } from '../base'
import { checkLengths } from '../metrics/_targets'
import { score, type Scorable } from '../metrics/score'
import { getState } from '../state'
import { checkCv, type Cv } from './_checkCv'
import { scoreNames, type Scoring } from './_fitAndScore'
import { checkScoring, runRounds } from './_rounds'
import { rowsOf } from './_rows'
import { searchResults, type SearchResults } from './_searchResults'
import { parameterGrid, setNestedParams, type ParamGrid, type ParamSetting } from './parameterGrid'

export interface GridSearchCVParams {
  estimator: Estimator | null
  param_grid: ParamGrid
  scoring: Scoring
  n_jobs: number | null
  refit: boolean | string
  cv: Cv
  verbose: number
  error_score: number | 'raise' | null
  return_train_score: boolean
}

/** What the best estimator may be asked beside fit. */
type Best = Scorable & {
  transform?(X: Matrix | Table): Promise<Matrix>
  score?(X: Matrix | Table, y: Target): Promise<number>
}

/**
 * Tries every combination of a grid of parameters by cross-validation, and fits the best to all rows.
 *
 * Source: scikit-learn 1.2, `sklearn.model_selection.GridSearchCV`. Fits run over `options.pool`, with the same result for
 * any number of threads; rows in a Table stay in this thread.
 *
 * Parameters
 * - `estimator` what to fit
 * - `param_grid` mapping of lists, or a list of such: the values to try; `step__name` reaches into a pipeline
 * - `scoring` scorer name, list of names or null = null: the estimator's own score
 * - `refit` true, false or, with several scorers, the one that decides = true
 * - `cv` folds, null for 5, or a list of [train, test] indices = null
 * - `error_score` number, 'raise' or null = null (NaN): the score of a fit that fails
 * - `return_train_score` boolean = false
 * - `n_jobs`, `verbose`: without effect
 *
 * Attributes: `cv_results_` (one value a candidate by key: `params`, `mean_test_score`, `rank_test_score` …),
 * `best_estimator_`, `best_params_`, `best_score_`, `best_index_`, `n_splits_`, `refit_time_` (seconds), `multimetric_`,
 * `scorer_` (its names); `classes_` is the best estimator's.
 *
 * Errors: ValueError for an unknown parameter or scorer, an empty list, when all fits fail, and for predict after
 * `refit` false. Differs: scorers and `refit` cannot be functions; `cv` in the parameters cannot be a splitter with state,
 * but may be the splits it makes; no `pre_dispatch`.
 */
export class GridSearchCV extends Estimator<GridSearchCVParams> {
  static override readonly className = 'GridSearchCV'
  static override readonly module = 'sklearn.model_selection'
  static override readonly estimatorType = 'transformer'
  static override readonly params: ParamTable<GridSearchCVParams> = {
    estimator: { default: null, kinds: [estimator] },
    param_grid: { default: {}, kinds: [mapping, array] },
    scoring: { default: null, kinds: [none, string, array] },
    n_jobs: { default: null, kinds: [none, integer()] },
    refit: { default: true, kinds: [boolean, string] },
    cv: { default: null, kinds: [none, integer(2, Infinity, 'left'), array] },
    verbose: { default: 0, kinds: [integer()] },
    error_score: { default: null, kinds: [none, real(), option('raise')] },
    return_train_score: { default: false, kinds: [boolean] }
  }

  declare cv_results_: SearchResults
  declare best_estimator_: Estimator
  declare best_params_: ParamSetting
  declare best_score_: number
  declare best_index_: number
  declare n_splits_: number
  declare refit_time_: number
  declare multimetric_: boolean
  declare scorer_: Scoring

  /** The estimator that answers: the best one, or before fit the one to be fitted. */
  get final(): Estimator {
    return this.best_estimator_ ?? this.params.estimator
  }

  get classes_(): Label[] | undefined {
    return (this.final as Best).classes_
  }

  /** X as the best estimator sees it: as it is. */
  async transformed<X extends Matrix | Table>(X: X): Promise<X> {
    return X
  }

  async fit(X: Matrix | Table, y?: Target, options: FitOptions = {}): Promise<this> {
    this.checkParams()
    const { estimator: base, scoring, refit, cv, return_train_score } = this.params
    const errorScore = this.params.error_score ?? NaN
    if (!base) throw new ValueError('GridSearchCV has no estimator', 'Give one.')
    if (!y) throw new ValueError('GridSearchCV needs a target', 'Name the target column (target_col).')
    checkLengths(rowsOf(X), y, options.sampleWeight)
    checkScoring(scoring)
    const deciding = this.decidingScore()
    const settings = parameterGrid(this.params.param_grid)
    const splits = checkCv(cv, rowsOf(X), y, base, options.warn)
    const shared = {
      candidates: settings.map((setting) => getState(candidate(base, setting))),
      X,
      y,
      sampleWeight: options.sampleWeight,
      splits,
      scoring,
      returnTrainScore: return_train_score,
      returnEstimator: false
    }
    const outcomes = await runRounds(shared, errorScore, options)
    const results = searchResults(settings, splits.length, outcomes, scoring, return_train_score, errorScore)
    this.cv_results_ = results
    this.n_splits_ = splits.length
    this.multimetric_ = Array.isArray(scoring)
    this.scorer_ = scoring
    if (deciding) {
      const ranks = results[`rank_test_${deciding}`] as Int32Array
      this.best_index_ = ranks.indexOf(ranks.reduce((a, b) => Math.min(a, b)))
      this.best_score_ = (results[`mean_test_${deciding}`] as Float64Array)[this.best_index_]
      this.best_params_ = settings[this.best_index_]
    }
    if (refit !== false) await this.refitBest(base, X, y, options)
    return this
  }

  private async refitBest(base: Estimator, X: Matrix | Table, y: Target, options: FitOptions): Promise<void> {
    const started = performance.now()
    this.best_estimator_ = await candidate(base, this.best_params_).fit(X, y, options)
    this.refit_time_ = (performance.now() - started) / 1000
  }

  /** The score by which the best is chosen; undefined where several were computed and none is to decide. */
  private decidingScore(): string | undefined {
    const { scoring, refit } = this.params
    const names = scoreNames(scoring)
    if (!Array.isArray(scoring)) return names[0]
    if (refit === false) return undefined
    if (typeof refit === 'string' && names.includes(refit)) return refit
    throw new ValueError(
      `refit = ${JSON.stringify(refit)} does not say which of the scores decides`,
      `Set it to one of ${names.join(', ')}, or to false.`
    )
  }

  private get best(): Best {
    this.checkFitted()
    if (!this.best_estimator_)
      throw new ValueError(
        'GridSearchCV was fitted with refit = false and has no best estimator',
        'Set refit.'
      )
    return this.best_estimator_ as Best
  }

  private async ask<K extends 'predict' | 'predict_proba' | 'decision_function' | 'transform'>(
    method: K,
    X: Matrix | Table
  ): Promise<Awaited<ReturnType<NonNullable<Best[K]>>>> {
    const { best } = this
    if (!best[method]) throw new ValueError(`${best.meta.className} has no ${method}`)
    return (await best[method](X)) as Awaited<ReturnType<NonNullable<Best[K]>>>
  }

  async predict(X: Matrix | Table): Promise<Target> {
    return this.ask('predict', X)
  }

  async predict_proba(X: Matrix | Table): Promise<Matrix> {
    return this.ask('predict_proba', X)
  }

  async decision_function(X: Matrix | Table): Promise<Matrix | ArrayLike<number>> {
    return this.ask('decision_function', X)
  }

  async transform(X: Matrix | Table): Promise<Matrix> {
    return this.ask('transform', X)
  }

  /** The best estimator's score, by the scorer that decided. */
  async score(X: Matrix | Table, y: Target): Promise<number> {
    const { best } = this
    const { scoring, refit } = this.params
    if (scoring !== null)
      return score(best, Array.isArray(scoring) ? (refit as string) : (scoring as string), X, y)
    if (!best.score) throw new ValueError(`${best.meta.className} has no score`, 'Name a metric (scoring).')
    return best.score(X, y)
  }
}

/** An unfitted copy with these parameters. */
function candidate(base: Estimator, setting: ParamSetting): Estimator {
  const copy = clone(base)
  setNestedParams(copy, setting)
  return clone(copy)
}
