export { VAR, type VARFitOptions, type VARParams } from './VAR'
export type { LagOrderResults } from './_estimation'
