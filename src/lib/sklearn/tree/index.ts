export { DecisionTreeClassifier } from './DecisionTreeClassifier'
export { DecisionTreeRegressor } from './DecisionTreeRegressor'
export { ExtraTreeClassifier } from './ExtraTreeClassifier'
export { ExtraTreeRegressor } from './ExtraTreeRegressor'
