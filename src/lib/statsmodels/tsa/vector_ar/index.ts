export { VAR, type VARParams } from './VAR'
export type { LagOrderResults } from './_estimation'
export type { VARFitOptions } from './_series'
