/** The bench's page, built and open in headless Chromium. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from '@playwright/test'
import { build, preview } from 'vite'
import { assemblyScript } from '../../tools/assemblyscript.mjs'
import { ensureChromium, flags } from '../../tools/chromium.mjs'

const here = fileURLToPath(new URL('.', import.meta.url))

/**
 * Runs `work` with the page, on which `window.bench` is (worker.ts), and Chromium's version.
 *
 * @template T
 * @param {(page: import('@playwright/test').Page, version: string) => Promise<T>} work
 * @param {string[]} more flags for Chromium
 * @returns {Promise<T>}
 */
export async function inBrowser(work, more = []) {
  const outDir = mkdtempSync(join(tmpdir(), 'bench-'))
  const config = {
    configFile: false,
    logLevel: 'warn',
    root: here,
    resolve: { alias: { $lib: join(here, '../../src/lib') } },
    worker: { format: 'es', plugins: () => [assemblyScript()] },
    build: { outDir, emptyOutDir: true, target: 'es2022' }
  }
  await build(config)
  // Isolated, so that threads share arrays, as the site's pages are.
  const headers = {
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp'
  }
  const server = await preview({ ...config, preview: { port: 0, host: '127.0.0.1', headers } })
  const browser = await chromium.launch({ executablePath: ensureChromium(), args: [...flags, ...more] })
  try {
    const page = await browser.newPage()
    await page.goto(server.resolvedUrls.local[0])
    await page.waitForFunction(() => 'bench' in window)
    return await work(page, browser.version())
  } finally {
    await browser.close()
    await server.close()
    rmSync(outDir, { recursive: true })
  }
}

export const seconds = (time) =>
  time === undefined ? '–' : time < 0.1 ? `${(1000 * time).toFixed(1)} ms` : `${time.toFixed(2)} s`

export const describe = ({ class: name, params, call, pool }, threads) =>
  [name, params && JSON.stringify(params), call ?? 'fit', pool && `on ${threads} threads`]
    .filter(Boolean)
    .join(' ')
