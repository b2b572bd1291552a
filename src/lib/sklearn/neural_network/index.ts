export { MLPClassifier } from './MLPClassifier'
export { MLPRegressor } from './MLPRegressor'
