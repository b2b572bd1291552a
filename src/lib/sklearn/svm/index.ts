export { NuSVC } from './NuSVC'
export { NuSVR } from './NuSVR'
export { SVC } from './SVC'
export { SVR } from './SVR'
