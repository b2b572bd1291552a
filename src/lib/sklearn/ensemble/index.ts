export { ExtraTreesClassifier } from './ExtraTreesClassifier'
export { ExtraTreesRegressor } from './ExtraTreesRegressor'
export { RandomForestClassifier } from './RandomForestClassifier'
export { RandomForestRegressor } from './RandomForestRegressor'
