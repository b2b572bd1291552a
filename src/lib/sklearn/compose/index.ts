export { ColumnTransformer } from './ColumnTransformer'
