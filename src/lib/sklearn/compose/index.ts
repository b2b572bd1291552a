export { ColumnTransformer, type Part } from './ColumnTransformer'
