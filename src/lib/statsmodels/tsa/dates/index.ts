export { inferFreq } from './infer'
export { parseFreq, freqToPeriod, type Freq } from './freq'
export { readStamp, type Stamp } from './parse'
export {
  readIndex,
  rangeIndex,
  indexLength,
  type TimeIndex,
  type DateIndex,
  type RangeIndex
} from './TimeIndex'
export { stampAt, labelAt, extendIndex, positionOf, positionsOf, locate, appendStamps } from './position'
