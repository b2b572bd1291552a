/** State space models fitted by maximum likelihood. */
export { SARIMAX } from './SARIMAX'
export type { SARIMAXParams } from './sarimaxSpecification'
export type { Cost } from './_cost'
export type { CovType } from './_covParams'
export type { Inference } from './inference'
export type { MLEFitOptions, MLEPredictOptions } from './MLEModel'
