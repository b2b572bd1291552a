/** Builds workers/light.ts into one classic script beside the service worker, which loads it when it needs it. */
import { resolve } from 'node:path'
import { defineConfig, type Plugin } from 'vite'

/** Parts too heavy for a service worker, as they are imported: what would load them answers 503 instead. */
const heavy = [
  String.raw`(?:\.\.?\/)*readers\/\w+`,
  String.raw`\.\/writers\/\w+`,
  String.raw`\$lib\/transformers[\w/]*`
]

const refusal = `Promise.reject(Object.assign(new Error('No engine could be reached for this'), {
  name: 'NoEngineError',
  hint: 'Open a page of this site that starts one (its home page does), then ask again.'
}))`

const leaveOutHeavyParts = (): Plugin => {
  const unseen = new Set(heavy)
  return {
    name: 'leave-out-heavy-parts',
    enforce: 'post',
    transform: (code, id) => {
      if (!id.includes('/src/lib/') || !code.includes('import(')) return undefined
      return heavy.reduce(
        (text, part) =>
          text.replace(new RegExp(String.raw`\bimport\(\s*(['"])${part}\1\s*\)`, 'g'), () => {
            unseen.delete(part)
            return refusal
          }),
        code
      )
    },
    // A part that was moved would slip in unnoticed.
    buildEnd() {
      if (unseen.size)
        this.error(`Nothing imports ${[...unseen].join(', ')}: correct the list of heavy parts`)
    }
  }
}

export default defineConfig({
  plugins: [leaveOutHeavyParts()],
  publicDir: false,
  resolve: {
    alias: { $lib: resolve('src/lib') }
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
