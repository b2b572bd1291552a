/**
 * Times the tasks of tasks.json in headless Chromium on the built code and, one after the other, the same work in
 * scikit-learn on one thread, and prints a table. `npm run bench -- forest tree` runs only those families or classes;
 * `npm run bench:devices` compares devices (devices.mjs).
 */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, inBrowser, seconds } from './browser.mjs'

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
const timeOurs = () =>
  inBrowser(async (page, version) => {
    const threads = await page.evaluate(() => window.bench.threads())
    const times = []
    for (const i of chosen) {
      times.push(await page.evaluate((task) => window.bench.time(task), tasks[i]))
      console.error(
        `${tasks[i].class}: ${times.at(-1) === null ? 'not built yet' : `${times.at(-1).toFixed(3)} s`}`
      )
    }
    return { times, threads, version }
  })

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
