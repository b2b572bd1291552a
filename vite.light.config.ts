/** Builds workers/light.ts into one classic script beside the service worker, which loads it when it needs it. */
import { resolve } from 'node:path'
import { defineConfig, type Plugin } from 'vite'

/** Parts too heavy for a service worker: what would load them answers 503 instead. */
const heavy =
  /\bimport\(\s*(['"])((?:\.\.?\/)*readers\/\w+|\.\/writers\/\w+|danfojs-base|\$lib\/transformers[\w/]*|@tensorflow\/[\w-]+|@huggingface\/transformers)\1\s*\)/g

const refusal = `Promise.reject(Object.assign(new Error('No engine could be reached for this'), {
  name: 'NoEngineError',
  hint: 'Open a page of this site that starts one (its home page does), then ask again.'
}))`

const leaveOutHeavyParts = (): Plugin => ({
  name: 'leave-out-heavy-parts',
  enforce: 'post',
  transform: (code, id) =>
    id.includes('/src/lib/') && code.includes('import(') ? code.replace(heavy, refusal) : undefined
})

export default defineConfig({
  plugins: [leaveOutHeavyParts()],
  publicDir: false,
  resolve: {
    alias: { $lib: resolve('src/lib'), 'danfojs-base': resolve('node_modules/danfojs/dist/danfojs-base') }
  },
  build: {
    outDir: 'build',
    emptyOutDir: false,
    lib: {
      entry: 'workers/light.ts',
      name: 'mlhandlerLight',
      formats: ['iife'],
      fileName: () => 'service-worker-light.js'
    },
    rolldownOptions: { output: { codeSplitting: false } }
  }
})
