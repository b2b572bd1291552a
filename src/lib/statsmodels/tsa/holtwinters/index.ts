export { ExponentialSmoothing, type ExponentialSmoothingParams } from './ExponentialSmoothing'
export { Holt, type HoltParams } from './Holt'
export { SimpleExpSmoothing, type SimpleExpSmoothingParams } from './SimpleExpSmoothing'
export type { HoltWintersFitOptions } from './_specification'
