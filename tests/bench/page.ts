import { wrap } from 'comlink'
import type { Bench } from './worker'

const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })

Object.assign(window, { bench: wrap<Bench>(worker) })
