export { PCA } from './PCA'
