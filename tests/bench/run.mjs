/**
 * Times the tasks of tasks.json in headless Chromium on the built code and, one after the other, the same work in
 * scikit-learn on one thread, and prints a table. `npm run bench -- forest tree` runs only those families or classes.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from '@playwright/test'
import { build, preview } from 'vite'
import { assemblyScript } from '../../tools/assemblyscript.mjs'
import { ensureChromium, flags } from '../../tools/chromium.mjs'

const here = fileURLToPath(new URL('.', import.meta.url))
const PYTHON = process.env.PYTHON ?? '/usr/bin/python3'
const wanted = process.argv.slice(2).map((word) => word.toLowerCase())
const tasks = JSON.parse(readFileSync(join(here, 'tasks.json'), 'utf8'))
const chosen = [...tasks.keys()].filter(
  (i) =>
    !wanted.length ||
    wanted.some((word) => [tasks[i].family, tasks[i].class].some((name) => name.toLowerCase().includes(word)))
)

/** Seconds by task in the browser, null where there is no such class yet. */
async function timeOurs() {
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
  // Isolated, so that threads share arrays, as the site is where its host sends these headers.
  const headers = {
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp'
  }
  const server = await preview({ ...config, preview: { port: 0, host: '127.0.0.1', headers } })
  const browser = await chromium.launch({ executablePath: ensureChromium(), args: flags })
  try {
    const page = await browser.newPage()
    await page.goto(server.resolvedUrls.local[0])
    await page.waitForFunction(() => 'bench' in window)
    const threads = await page.evaluate(() => window.bench.threads())
    const times = []
    for (const i of chosen) {
      times.push(await page.evaluate((task) => window.bench.time(task), tasks[i]))
      console.error(
        `${tasks[i].class}: ${times.at(-1) === null ? 'not built yet' : `${times.at(-1).toFixed(3)} s`}`
      )
    }
    return { times, threads, version: browser.version() }
  } finally {
    await browser.close()
    await server.close()
    rmSync(outDir, { recursive: true })
  }
}

/** scikit-learn's version and seconds by task; undefined where Python has no scikit-learn. */
function timeTheirs(indices) {
  const env = { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1' }
  const { status, stdout } = spawnSync(PYTHON, [join(here, 'reference.py'), ...indices.map(String)], {
    env,
    encoding: 'utf8'
  })
  if (status !== 0) return undefined
  const [version, ...times] = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  return { version, times: new Map(indices.map((index, at) => [index, times[at]])) }
}

const seconds = (time) =>
  time === undefined ? '–' : time < 0.1 ? `${(1000 * time).toFixed(1)} ms` : `${time.toFixed(2)} s`

const describe = ({ class: name, params, call, pool }, threads) =>
  [name, params && JSON.stringify(params), call ?? 'fit', pool && `on ${threads} threads`]
    .filter(Boolean)
    .join(' ')

const ours = await timeOurs()
const built = chosen.filter((_, at) => ours.times[at] !== null)
const theirs = timeTheirs(built)
const missing = [...new Set(chosen.filter((i) => !built.includes(i)).map((i) => tasks[i].class))]

console.log(
  `Chromium ${ours.version}; ${theirs ? `scikit-learn ${theirs.version}, one thread` : `no scikit-learn under ${PYTHON}: ours only`}\n`
)
console.log('| family | task | size | ours | scikit-learn | ratio |')
console.log('| --- | --- | --- | ---: | ---: | ---: |')
for (const i of built) {
  const task = tasks[i]
  const our = ours.times[chosen.indexOf(i)]
  const their = theirs?.times.get(i)
  const size = `${(task.queries ?? task.rows).toLocaleString('en')} × ${task.cols}`
  const ratio = their === undefined ? '–' : (our / their).toFixed(1)
  console.log(
    `| ${[task.family, describe(task, ours.threads), size, seconds(our), seconds(their), ratio].join(' | ')} |`
  )
}
if (missing.length) console.log(`\nNot built yet: ${missing.join(', ')}`)
process.exit(0)
