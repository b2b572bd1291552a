/**
 * `npm test`: installs what it needs and runs everything: types, lint, unit tests, browser tests on the built site.
 * Its last line tells how many passed and failed.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { install } from './setup.mjs'

install()
const { ensureChromium } = await import('./chromium.mjs')
const browser = ensureChromium()
const reports = mkdtempSync(join(tmpdir(), 'mlhandler-tests-'))

let passed = 0
let failed = 0

/** Runs a step with its output shown; gives back whether it ended well. */
function step(name, args, env = {}) {
  console.log(`\n── ${name}`)
  const started = performance.now()
  const { status } = spawnSync('npx', args, { stdio: 'inherit', env: { ...process.env, ...env } })
  console.log(
    `── ${name}: ${status === 0 ? 'ok' : 'FAILED'} in ${((performance.now() - started) / 1000).toFixed(0)} s`
  )
  return status === 0
}

/** A step that counts as one test. */
function check(name, args) {
  if (step(name, args)) passed++
  else failed++
}

/** A step whose tests are counted from its report; one that leaves no report has failed. */
function suite(name, args, env, count) {
  const ok = step(name, args, env)
  try {
    const counts = count(JSON.parse(readFileSync(join(reports, `${name}.json`), 'utf8')))
    passed += counts.passed
    failed += counts.failed
    if (!ok && counts.failed === 0) failed++
  } catch {
    failed++
  }
}

check('sync', ['svelte-kit', 'sync'])
check('types', [
  'svelte-check',
  '--tsconfig',
  './tsconfig.json',
  '--output',
  'human',
  '--threshold',
  'warning'
])
check('types of the workers', ['tsc', '-p', 'workers/tsconfig.json'])
check('format', ['prettier', '--check', '--log-level', 'warn', '.'])
check('lint', ['eslint', '.'])
suite(
  'unit',
  ['vitest', 'run', '--reporter=dot', '--reporter=json', `--outputFile.json=${join(reports, 'unit.json')}`],
  {},
  ({ numPassedTests, numFailedTests, testResults }) => ({
    passed: numPassedTests,
    // A file that fails before its tests run counts as one.
    failed:
      numFailedTests +
      testResults.filter(({ status, assertionResults }) => status === 'failed' && !assertionResults.length)
        .length
  })
)
check('build', ['vite', 'build', '--logLevel', 'warn'])
check('build of the light handlers', ['vite', 'build', '-c', 'vite.light.config.ts', '--logLevel', 'warn'])
suite(
  'browser',
  ['playwright', 'test', '-c', 'tests/browser/playwright.config.ts', '--reporter=dot,json'],
  { CHROME_PATH: browser, PLAYWRIGHT_JSON_OUTPUT_NAME: join(reports, 'browser.json') },
  ({ stats }) => ({ passed: stats.expected + stats.flaky, failed: stats.unexpected })
)

console.log(`\n${passed} passed, ${failed} failed`)
process.exit(failed ? 1 : 0)
