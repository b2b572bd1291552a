import type { ParamTable } from '$lib/estimator/params'
import { regressorCriterion } from '../tree/_params'
import { ExtraTreeRegressor } from '../tree/ExtraTreeRegressor'
import { forestTable, type ForestParams } from './_params'
import { ForestRegressor } from './_ForestRegressor'

/**
 * A forest of regression trees that split at random thresholds, each grown on all rows.
 *
 * Algorithm: Geurts, Ernst & Wehenkel, "Extremely randomized trees", Machine Learning 63(1), 2006, p. 7; after scikit-learn 1.2's `sklearn/ensemble/_forest.py`,
 * with its seeds: the same `random_state` gives the same trees, node for node, in any number of threads.
 *
 * Parameters: `n_estimators` = 100; those of ExtraTreeRegressor but `splitter`, with `max_features` = 1 (all);
 * `bootstrap` = false; `max_samples` = null: how many rows a tree draws, a share in (0, 1] or a count > 1;
 * `oob_score` = false: score each row on the trees that did not draw it; `warm_start` = false: keep the trees and add more;
 * `n_jobs`, `verbose`: of no effect, the pool decides.
 *
 * Attributes: `estimators_` (fitted ExtraTreeRegressor); `n_features_in_`; `n_outputs_` (1);
 * `feature_importances_`, shape (n_features,); with `oob_score`: `oob_score_` (R²) and
 * `oob_prediction_`, shape (n_samples,).
 *
 * Errors: InvalidParameterError; ValueError for what X or y must not hold, and for parameters that contradict each other.
 * Differs from scikit-learn: one output, dense X; `max_features: 1` and `max_samples: 1` are shares, as 1.0 is in Python.
 */
export class ExtraTreesRegressor extends ForestRegressor {
  static override readonly className = 'ExtraTreesRegressor'
  static override readonly module = 'sklearn.ensemble'
  static override readonly params: ParamTable<ForestParams> = {
    ...forestTable(regressorCriterion, { maxFeatures: 1, bootstrap: false })
  }

  protected get splitter() {
    return 'random' as const
  }

  protected makeTree(params: ExtraTreeRegressor['params']): ExtraTreeRegressor {
    return new ExtraTreeRegressor(params)
  }
}
