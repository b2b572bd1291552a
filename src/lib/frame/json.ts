export { readJson, readJsonLines } from './json/read'
export { jsonChunks, jsonLinesChunks, toJson, toJsonLines } from './json/write'
