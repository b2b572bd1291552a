export { STL, seasonalForecast, type DecomposeResult, type STLFitOptions, type STLParams } from './STL'
export { stlComponents, type STLOption } from './components'
