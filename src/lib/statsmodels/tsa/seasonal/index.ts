export { STL, seasonalForecast, type DecomposeResult, type STLFitOptions, type STLParams } from './STL'
