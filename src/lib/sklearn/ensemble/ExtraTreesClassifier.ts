import type { ParamTable } from '$lib/estimator/params'
import { classifierCriterion } from '../tree/_params'
import { ExtraTreeClassifier } from '../tree/ExtraTreeClassifier'
import { forestClassWeight, forestTable, type ForestClassifierParams } from './_params'
import { ForestClassifier } from './_ForestClassifier'

/**
 * A forest of classification trees that split at random thresholds, each grown on all rows.
 *
 * Algorithm: Geurts, Ernst & Wehenkel, "Extremely randomized trees", Machine Learning 63(1), 2006, p. 7; after scikit-learn 1.2's `sklearn/ensemble/_forest.py`,
 * with its seeds: the same `random_state` gives the same trees, node for node, in any number of threads.
 *
 * Parameters: `n_estimators` = 100; those of ExtraTreeClassifier but `splitter`, with `max_features` = "sqrt";
 * `bootstrap` = false; `max_samples` = null: how many rows a tree draws, a share in (0, 1] or a count > 1;
 * `oob_score` = false: score each row on the trees that did not draw it; `warm_start` = false: keep the trees and add more;
 * `class_weight` = null: weights by label, "balanced", or "balanced_subsample" (by the rows that a tree draws);
 * `n_jobs`, `verbose`: of no effect, the pool decides.
 *
 * Attributes: `estimators_` (fitted ExtraTreeClassifier); `classes_`; `n_classes_`; `n_features_in_`; `n_outputs_` (1);
 * `feature_importances_`, shape (n_features,); with `oob_score`: `oob_score_` (accuracy) and
 * `oob_decision_function_`, shape (n_samples, n_classes).
 *
 * Errors: InvalidParameterError; ValueError for what X or y must not hold, and for parameters that contradict each other.
 * Differs from scikit-learn: one output, dense X; `max_features: 1` and `max_samples: 1` are shares, as 1.0 is in Python.
 */
export class ExtraTreesClassifier extends ForestClassifier {
  static override readonly className = 'ExtraTreesClassifier'
  static override readonly module = 'sklearn.ensemble'
  static override readonly params: ParamTable<ForestClassifierParams> = {
    ...forestTable(classifierCriterion, { maxFeatures: 'sqrt', bootstrap: false }),
    class_weight: forestClassWeight
  }

  protected get splitter() {
    return 'random' as const
  }

  protected makeTree(params: ExtraTreeClassifier['params']): ExtraTreeClassifier {
    return new ExtraTreeClassifier(params)
  }
}
