import { sveltekit } from '@sveltejs/kit/vite'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [sveltekit()],
  worker: { format: 'es', plugins: () => [] },
  server: { port: 9988, strictPort: true, fs: { allow: ['workers'] } },
  preview: { port: 9988, strictPort: true },
  test: { include: ['tests/**/*.test.ts'], exclude: ['tests/browser/**'], environment: 'node' }
})
