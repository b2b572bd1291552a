/** The generalised linear regressors keep their loss, whose link function makes the prediction. */
import type { EstimatorState } from '$lib/sklearn/state'
import { Call, Global, instance, tuple, type PyValue } from '../../pickle/values'
import type { Rule } from '../Rule'

interface Loss {
  readonly name: string
  readonly link: 'LogLink' | 'IdentityLink'
  /** Only Tweedie's has one. */
  readonly power?: number
  /** Are all targets possible, or those from 0 on, or above it? */
  readonly targets: 'all' | 'from0' | 'above0'
  readonly predictions: 'all' | 'above0'
}

/** The checksums of Cython's `__pyx_unpickle_…` tell how a loss is laid out: without and with a power. */
const CHECKSUMS = { plain: 222419149n, power: 103600757n }

function interval(range: Loss['targets']): Call {
  const call = instance('sklearn._loss.link', 'Interval')
  return call.withState(
    new Map<PyValue, PyValue>([
      ['low', range === 'all' ? -Infinity : 0n],
      ['high', Infinity],
      ['low_inclusive', range === 'from0'],
      ['high_inclusive', false]
    ])
  )
}

function encodeLoss({ name, link, power, targets, predictions }: Loss): Call {
  const cython = (prefix: string): Global => new Global('sklearn._loss._loss', `${prefix}Cy${name}`)
  const [checksum, state] = power === undefined ? [CHECKSUMS.plain, tuple()] : [CHECKSUMS.power, tuple(power)]
  return instance('sklearn._loss.loss', name, {
    closs: new Call(cython('__pyx_unpickle_'), tuple(cython(''), checksum, state)),
    link: instance('sklearn._loss.link', link),
    approx_hessian: false,
    constant_hessian: name === 'HalfSquaredError',
    n_classes: null,
    interval_y_true: interval(targets),
    interval_y_pred: interval(predictions)
  })
}

/** `link` 'auto' is the identity up to power 0, else the logarithm. */
function tweedieLoss({ params }: EstimatorState): Loss {
  const power = params.power as number
  const identity = params.link === 'identity' || (params.link === 'auto' && power <= 0)
  const range = power <= 0 ? 'all' : power < 2 ? 'from0' : 'above0'
  return {
    name: identity ? 'HalfTweedieLossIdentity' : 'HalfTweedieLoss',
    link: identity ? 'IdentityLink' : 'LogLink',
    power,
    targets: range,
    predictions: identity && power === 0 ? 'all' : 'above0'
  }
}

const rule = (lossOf: (state: EstimatorState) => Loss): Rule => ({
  write: (state) => ({ _base_loss: encodeLoss(lossOf(state)) }),
  consumes: ['_base_loss']
})

export const glmRules: Readonly<Record<string, Rule>> = {
  PoissonRegressor: rule(() => ({
    name: 'HalfPoissonLoss',
    link: 'LogLink',
    targets: 'from0',
    predictions: 'above0'
  })),
  GammaRegressor: rule(() => ({
    name: 'HalfGammaLoss',
    link: 'LogLink',
    targets: 'above0',
    predictions: 'above0'
  })),
  TweedieRegressor: rule(tweedieLoss)
}
