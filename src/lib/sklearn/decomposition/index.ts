export { FactorAnalysis } from './FactorAnalysis'
export { IncrementalPCA } from './IncrementalPCA'
export { PCA } from './PCA'
export { TruncatedSVD } from './TruncatedSVD'
