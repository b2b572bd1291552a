/** The scores that early stopping watches, one before the first stage and one after each. */
import { matrix, type Matrix } from '$lib/numeric/matrix'
import { RandomState } from '$lib/numeric/random/RandomState'
import type { Label } from '../../base'
import { score, type Scorable } from '../../metrics/score'
import type { Scorer } from '../../metrics/scorers'
import { shares } from '../../model_selection/_shares'
import { encodeLabels } from '../../utils/labels'
import type { HistLoss, Observed, Raw } from './losses'
import type { HistParams } from './params'

/** What predictions in the loss's terms say, as a scorer asks for it. */
export interface Spoken {
  readonly meta: Scorable['meta']
  readonly classes_?: Label[]
  predict(raw: Raw): Label[] | Float64Array
  predict_proba?(raw: Raw): Matrix
  decision_function?(raw: Raw): Matrix
  /** The scorer of an estimator of this kind where none is named. */
  readonly usualScoring: string
  /** The target as the user gave it. */
  target(y: Float64Array): Label[] | Float64Array
}

/** Rows with what is predicted of them so far. */
export interface Watched extends Observed {
  readonly raw: Raw
}

/** The score of some rows by the loss, or by the scorer that `scoring` names; greater is better. */
export async function scoreOf(
  { y, weights, raw }: Watched,
  loss: HistLoss,
  spoken: Spoken,
  scoring: HistParams['scoring']
): Promise<number> {
  if (scoring === 'loss') return -loss.value({ y, weights }, raw)
  const { meta, classes_, predict_proba, decision_function } = spoken
  const model: Scorable = {
    meta,
    classes_,
    predict: async () => spoken.predict(raw),
    ...(predict_proba && { predict_proba: async () => predict_proba(raw) }),
    ...(decision_function && { decision_function: async () => decision_function(raw) })
  }
  const metric: string | Scorer = scoring ?? spoken.usualScoring
  const options = weights ? { sampleWeight: weights } : {}
  return score(model, metric, matrix(y.length, 0), spoken.target(y), options)
}

/** Some of the rows. */
export const pick = ({ y, weights, raw }: Watched, rows: Int32Array): Watched => {
  const take = (values: Float64Array): Float64Array => Float64Array.from(rows, (i) => values[i])
  return { y: take(y), weights: weights && take(weights), raw: raw.map(take) }
}

/** The most rows that a scorer is asked about. */
const SCORED = 10_000

/** The rows of those learned from that a scorer is asked about; null: all. */
export function scoredRows(y: Float64Array, isClassifier: boolean, seed: number): Int32Array | null {
  if (y.length <= SCORED) return null
  const random = new RandomState(seed)
  if (!isClassifier) return random.permutation(y.length).slice(0, SCORED)
  return stratifiedSample(y, SCORED, random)
}

/** That many rows, of each class as many as it has a share of them (scikit-learn's `resample`). */
function stratifiedSample(y: Float64Array, size: number, random: RandomState): Int32Array {
  const { classes, codes } = encodeLabels(y)
  const members = classes.map((_, k) => Int32Array.from(codes.keys()).filter((i) => codes[i] === k))
  const counts = shares(
    members.map(({ length }) => length),
    size,
    random
  )
  const drawn = members.flatMap((own, k) =>
    Array.from(random.choice(own.length, counts[k], false), (i) => own[i])
  )
  random.shuffle(drawn)
  return Int32Array.from(drawn)
}
