/**
 * Times dense work by class, size and device in headless Chromium, and prints a table; beside it, from how many rows on the
 * calibration would have a GPU do it. A GPU in software stands in for one: `npm run bench:devices -- gpu` takes the machine's.
 */
import { describe, inBrowser, seconds } from './browser.mjs'

const software = [
  '--use-webgpu-adapter=swiftshader',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--enable-features=Vulkan'
]
const hardware = ['--enable-gpu', '--use-angle=vulkan', '--enable-features=Vulkan']
const real = process.argv.includes('gpu')
const flags = ['--enable-unsafe-webgpu', '--ignore-gpu-blocklist', ...(real ? hardware : software)]

const tasks = [
  { class: 'LinearRegression', target: 'number' },
  { class: 'Ridge', target: 'number' },
  { class: 'LogisticRegression', target: 'label' },
  { class: 'LogisticRegression', params: { solver: 'newton-cholesky' }, target: 'label' },
  { class: 'PoissonRegressor', target: 'count' },
  { class: 'PCA', params: { svd_solver: 'full' }, target: 'number' },
  {
    class: 'KNeighborsClassifier',
    params: { algorithm: 'brute' },
    target: 'label',
    call: 'predict',
    queries: 500
  }
]
const sizes = [
  [2_000, 20],
  [10_000, 50],
  // In software it would take hours.
  ...(real
    ? [
        [50_000, 200],
        [100_000, 500]
      ]
    : [])
]
const devices = ['cpu', 'wasm', 'webgl', 'webgpu']
const gpus = ['webgl', 'webgpu']

const rows = await inBrowser(async (page, version) => {
  const { machine } = await page.evaluate(() => window.bench.calibrate())
  console.log(`Chromium ${version}; ${machine.split(' | ').slice(2).filter(Boolean).join(', ')}\n`)
  const lines = []
  for (const kind of tasks)
    for (const [rows, cols] of sizes) {
      const task = { ...kind, rows, cols }
      const cells = [describe(task), `${rows.toLocaleString('en')} × ${cols}`]
      for (const device of devices) {
        const { time, used } = await page.evaluate(
          ([task, device]) => window.bench.timeOn(task, device),
          [task, device]
        )
        cells.push(used === device ? seconds(time) : '–')
      }
      const { used } = await page.evaluate((task) => window.bench.timeOn(task, 'auto'), task)
      cells.push(used)
      for (const device of gpus) {
        const from = await page.evaluate(
          ([task, device]) => window.bench.crossing(task, device),
          [task, device]
        )
        cells.push(from === null ? 'never' : from.toLocaleString('en'))
      }
      console.error(cells.join(' | '))
      lines.push(cells)
    }
  return lines
}, flags)

const columns = ['task', 'size', ...devices, '`auto` takes', ...gpus.map((name) => `${name} from rows`)]
console.log(`| ${columns.join(' | ')} |`)
console.log(
  `| --- | --- | ${devices.map(() => '---:').join(' | ')} | --- | ${gpus.map(() => '---:').join(' | ')} |`
)
for (const cells of rows) console.log(`| ${cells.join(' | ')} |`)
process.exit(0)
