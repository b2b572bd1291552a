/** The losses of scikit-learn's histogram gradient boosting as its pickles have them (`sklearn/_loss/loss.py`). */
import { Call, Global, instance, tuple, type PyValue } from '../../pickle/values'

type Interval = readonly [low: PyValue, high: PyValue, lowInclusive: boolean, highInclusive: boolean]

const whole: Interval = [-Infinity, Infinity, false, false]
const positive: Interval = [0n, Infinity, false, false]
const notNegative: Interval = [0n, Infinity, true, false]
const share: Interval = [0n, 1n, false, false]
const closedShare: Interval = [0n, 1n, true, true]

interface Loss {
  readonly name: string
  readonly link: string
  /** Is the hessian 1 by decree? */
  readonly approx?: boolean
  /** Is it 1 where no rows are weighted? */
  readonly flat?: boolean
  readonly target: Interval
  readonly prediction: Interval
}

const losses: Readonly<Record<string, Loss>> = {
  squared_error: {
    name: 'HalfSquaredError',
    link: 'IdentityLink',
    flat: true,
    target: whole,
    prediction: whole
  },
  absolute_error: {
    name: 'AbsoluteError',
    link: 'IdentityLink',
    approx: true,
    flat: true,
    target: whole,
    prediction: whole
  },
  quantile: {
    name: 'PinballLoss',
    link: 'IdentityLink',
    approx: true,
    flat: true,
    target: whole,
    prediction: whole
  },
  poisson: { name: 'HalfPoissonLoss', link: 'LogLink', target: notNegative, prediction: positive },
  binomial: { name: 'HalfBinomialLoss', link: 'LogitLink', target: closedShare, prediction: share },
  multinomial: {
    name: 'HalfMultinomialLoss',
    link: 'MultinomialLogit',
    target: notNegative,
    prediction: share
  }
}

/** What Cython checks an object's fields by, when it makes it from a pickle: without any, and with a quantile. */
const PLAIN = 222419149n
const WITH_QUANTILE = 38356578n

const MODULE = 'sklearn._loss'

function compiled(name: string, quantile: number | null): Call {
  const module = `${MODULE}._loss`
  const Class = new Global(module, `Cy${name}`)
  const [check, state] = name === 'PinballLoss' ? [WITH_QUANTILE, tuple(quantile)] : [PLAIN, tuple()]
  return new Call(new Global(module, `__pyx_unpickle_Cy${name}`), tuple(Class, check, state))
}

const interval = ([low, high, low_inclusive, high_inclusive]: Interval): Call =>
  instance(`${MODULE}.link`, 'Interval', { low, high, low_inclusive, high_inclusive })

/**
 * The loss object.
 *
 * @param loss a regression loss, "binomial" or "multinomial"
 * @param nClasses null for numbers
 * @param weighted was the fit one with sample weights?
 */
export function encodeLoss(
  loss: string,
  quantile: number | null,
  nClasses: number | null,
  weighted: boolean
): Call {
  const { name, link, approx = false, flat = false, target, prediction } = losses[loss]
  return instance(`${MODULE}.loss`, name, {
    closs: compiled(name, quantile),
    link: instance(`${MODULE}.link`, link),
    approx_hessian: approx,
    constant_hessian: flat && !weighted,
    n_classes: nClasses === null ? null : BigInt(nClasses),
    interval_y_true: interval(target),
    interval_y_pred: interval(prediction)
  })
}
