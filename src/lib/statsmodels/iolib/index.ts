export { Summary, type Fact, type ParamColumns } from './Summary'
export { SimpleTable, plainFormat, type TextFormat } from './SimpleTable'
export { fixed, general, forg, sampleDate } from './format'
