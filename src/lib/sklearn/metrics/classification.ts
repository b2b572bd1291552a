import { ValueError } from '$lib/estimator/exceptions'
import type { Target } from '../base'
import { checkTargets, type Warn } from './_targets'
import { confusionMatrix, marginals } from './confusionMatrix'

export interface ClassificationOptions {
  readonly sampleWeight?: ArrayLike<number>
  readonly warn?: Warn
}

/**
 * The mean of the classes' recalls. `adjusted` puts chance at 0 and the best at 1.
 * Source: scikit-learn 1.2, `sklearn.metrics.balanced_accuracy_score`.
 */
export function balancedAccuracyScore(
  yTrue: Target,
  yPred: Target,
  { sampleWeight, warn, adjusted = false }: ClassificationOptions & { readonly adjusted?: boolean } = {}
): number {
  const counts = confusionMatrix(yTrue, yPred, { sampleWeight })
  const n = counts.shape[0]
  const support = marginals(counts).rows
  const recalls = Array.from(support, (whole, k) => counts.data[k * n + k] / whole).filter(
    (r) => !Number.isNaN(r)
  )
  if (recalls.length < n)
    warn?.({
      category: 'UserWarning',
      message: 'Some class was predicted that no row truly has; it is left out'
    })
  const score = recalls.reduce((a, b) => a + b, 0) / recalls.length
  const chance = 1 / recalls.length
  return adjusted ? (score - chance) / (1 - chance) : score
}

/**
 * Matthews' correlation of true and predicted classes, for any number of classes (Gorodkin 2004); 0 where it is undefined.
 * Source: scikit-learn 1.2, `sklearn.metrics.matthews_corrcoef`.
 */
export function matthewsCorrcoef(
  yTrue: Target,
  yPred: Target,
  { sampleWeight }: ClassificationOptions = {}
): number {
  const counts = confusionMatrix(yTrue, yPred, { sampleWeight })
  const n = counts.shape[0]
  const { rows, cols } = marginals(counts)
  let right = 0
  let total = 0
  let truePred = 0
  let predPred = 0
  let trueTrue = 0
  for (let k = 0; k < n; k++) {
    right += counts.data[k * n + k]
    total += cols[k]
    truePred += rows[k] * cols[k]
    predPred += cols[k] ** 2
    trueTrue += rows[k] ** 2
  }
  const spread = (total ** 2 - trueTrue) * (total ** 2 - predPred)
  return spread === 0 ? 0 : (right * total - truePred) / Math.sqrt(spread)
}

/**
 * How much more often the truly positive are called positive than the truly negative are, and the same of being called
 * negative. NaN with a warning where a denominator is empty.
 * Source: scikit-learn 1.2, `sklearn.metrics.class_likelihood_ratios`.
 */
export function classLikelihoodRatios(
  yTrue: Target,
  yPred: Target,
  { sampleWeight, warn }: ClassificationOptions = {}
): { positive: number; negative: number } {
  const { type, labels } = checkTargets(yTrue, yPred, sampleWeight)
  if (type !== 'binary')
    throw new ValueError(`Likelihood ratios need two classes; the target has ${labels.length}`)
  const undefinedBecause = (message: string): number => {
    warn?.({ category: 'UserWarning', message })
    return NaN
  }
  if (labels.length < 2) {
    const nan = undefinedBecause('Likelihood ratios are undefined: there are rows of one class only')
    return { positive: nan, negative: nan }
  }
  const [tn, fp, fn, tp] = confusionMatrix(yTrue, yPred, { sampleWeight }).data
  const positives = tp + fn
  const negatives = tn + fp
  if (positives === 0) undefinedBecause('Likelihood ratios are undefined: no row is truly positive')
  return {
    positive:
      fp === 0
        ? undefinedBecause('The positive likelihood ratio is undefined: no row is falsely called positive')
        : (tp * negatives) / (fp * positives),
    negative:
      tn === 0
        ? undefinedBecause('The negative likelihood ratio is undefined: no row is rightly called negative')
        : (fn * negatives) / (tn * positives)
  }
}
