import { defineConfig } from '@playwright/test'
import { ensureChromium, flags } from '../../tools/chromium.mjs'

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  outputDir: '../../test-results',
  fullyParallel: true,
  workers: 2,
  timeout: 60_000,
  // How long to wait for something to appear, on a machine that does other work too.
  expect: { timeout: 20_000 },
  reporter: process.env.CI ? 'dot' : 'list',
  use: {
    baseURL: 'http://localhost:9977',
    launchOptions: { executablePath: ensureChromium(), args: flags }
  },
  webServer: {
    command: 'node tools/serve-build.mjs 9977',
    cwd: '../..',
    url: 'http://localhost:9977/gramex.yaml',
    reuseExistingServer: false
  }
})
