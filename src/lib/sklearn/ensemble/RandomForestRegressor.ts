import type { ParamTable } from '$lib/estimator/params'
import { regressorCriterion } from '../tree/_params'
import { DecisionTreeRegressor } from '../tree/DecisionTreeRegressor'
import { forestTable, type ForestParams } from './_params'
import { ForestRegressor } from './_ForestRegressor'

/**
 * A forest of regression trees, each grown on rows drawn with replacement.
 *
 * Algorithm: Breiman, "Random Forests", Machine Learning 45(1), 2001, p. 25; after scikit-learn 1.2's `sklearn/ensemble/_forest.py`,
 * with its seeds: the same `random_state` gives the same trees, node for node, in any number of threads.
 *
 * Parameters: `n_estimators` = 100; those of DecisionTreeRegressor but `splitter`, with `max_features` = 1 (all);
 * `bootstrap` = true; `max_samples` = null: how many rows a tree draws, a share in (0, 1] or a count > 1;
 * `oob_score` = false: score each row on the trees that did not draw it; `warm_start` = false: keep the trees and add more;
 * `n_jobs`, `verbose`: of no effect, the pool decides.
 *
 * Attributes: `estimators_` (fitted DecisionTreeRegressor); `n_features_in_`; `n_outputs_` (1);
 * `feature_importances_`, shape (n_features,); with `oob_score`: `oob_score_` (R²) and
 * `oob_prediction_`, shape (n_samples,).
 *
 * Errors: InvalidParameterError; ValueError for what X or y must not hold, and for parameters that contradict each other.
 * Differs from scikit-learn: one output, dense X; `max_features: 1` and `max_samples: 1` are shares, as 1.0 is in Python.
 */
export class RandomForestRegressor extends ForestRegressor {
  static override readonly className = 'RandomForestRegressor'
  static override readonly module = 'sklearn.ensemble'
  static override readonly params: ParamTable<ForestParams> = {
    ...forestTable(regressorCriterion, { maxFeatures: 1, bootstrap: true })
  }

  protected get splitter() {
    return 'best' as const
  }

  protected makeTree(params: DecisionTreeRegressor['params']): DecisionTreeRegressor {
    return new DecisionTreeRegressor(params)
  }
}
