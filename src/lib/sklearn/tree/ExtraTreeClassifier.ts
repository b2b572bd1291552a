import type { ParamTable } from '$lib/estimator/params'
import { classifierCriterion, classWeight, treeTable, type TreeClassifierParams } from './_params'
import { DecisionTreeClassifier } from './DecisionTreeClassifier'

/**
 * A DecisionTreeClassifier that splits at random thresholds: for each of √n_features features one is drawn, and the best
 * of them is taken (Geurts, Ernst & Wehenkel, "Extremely randomized trees", Machine Learning 63(1), 2006, p. 7).
 *
 * Parameters, attributes and errors as there, but `splitter` = "random" and `max_features` = "sqrt".
 * Differs from scikit-learn: one output, dense X; `max_features: 1` is the share 1, all features.
 */
export class ExtraTreeClassifier extends DecisionTreeClassifier {
  static override readonly className = 'ExtraTreeClassifier'
  static override readonly params: ParamTable<TreeClassifierParams> = {
    criterion: classifierCriterion,
    ...treeTable('random', 'sqrt'),
    class_weight: classWeight
  }
}
