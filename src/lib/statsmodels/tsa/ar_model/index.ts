export { AutoReg, type AutoRegParams, type AutoRegPredictOptions } from './AutoReg'
