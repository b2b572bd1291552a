import { sveltekit } from '@sveltejs/kit/vite'
import { defaultClientConditions, type Plugin } from 'vite'
import { defineConfig } from 'vitest/config'
import { assemblyScript } from './tools/assemblyscript.mjs'

/** Lists in `_app/workers.json` what the service worker should keep too and Kit does not tell it of. */
const listWorkerFiles = (): Plugin => ({
  name: 'list-worker-files',
  generateBundle(_options, bundle) {
    const files = Object.keys(bundle).filter((name) => name.includes('/workers/') || name === 'mlhandler.js')
    if (files.length)
      this.emitFile({ type: 'asset', fileName: '_app/workers.json', source: JSON.stringify(files) })
  }
})

/** Emits the client as `mlhandler.js` at the site's root, for pages that are not ours. */
const emitEmbed = (): Plugin => ({
  name: 'emit-embed',
  apply: 'build',
  buildStart() {
    if (this.environment.name === 'client')
      this.emitFile({
        type: 'chunk',
        id: 'src/lib/client/embed.ts',
        fileName: 'mlhandler.js',
        preserveSignature: 'strict'
      })
  }
})

export default defineConfig({
  plugins: [assemblyScript(), sveltekit(), listWorkerFiles(), emitEmbed()],
  worker: { format: 'es', plugins: () => [assemblyScript()] },
  // transformers.js then takes onnxruntime without a copy of its own WebAssembly inside.
  resolve: { conditions: ['onnxruntime-web-use-extern-wasm', ...defaultClientConditions] },
  // What only workers import: found late, it would reload the page in development.
  optimizeDeps: { include: ['@huggingface/transformers', 'comlink'] },
  server: { port: 9988, strictPort: true, fs: { allow: ['workers'] } },
  test: { include: ['tests/**/*.test.ts'], environment: 'node', testTimeout: 60_000 }
})
