export { readJson, readJsonLines } from './json/read'
export { toJson, toJsonLines } from './json/write'
