export { OneHotEncoder } from './OneHotEncoder'
export { StandardScaler } from './StandardScaler'
