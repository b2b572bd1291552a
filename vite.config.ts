import { sveltekit } from '@sveltejs/kit/vite'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

/** Lists the workers' files in `_app/workers.json`: the service worker keeps them too, and Kit does not tell it of them. */
const listWorkerFiles = (): Plugin => ({
  name: 'list-worker-files',
  generateBundle(_options, bundle) {
    const files = Object.keys(bundle).filter((name) => name.includes('/workers/'))
    if (files.length)
      this.emitFile({ type: 'asset', fileName: '_app/workers.json', source: JSON.stringify(files) })
  }
})

export default defineConfig({
  plugins: [sveltekit(), listWorkerFiles()],
  worker: { format: 'es' },
  server: { port: 9988, strictPort: true, fs: { allow: ['workers'] } },
  test: { include: ['tests/**/*.test.ts'], environment: 'node' }
})
