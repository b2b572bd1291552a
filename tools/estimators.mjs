/**
 * Writes docs/estimators.md from the tests: what each class of the table was compared on, how near it came, and what it
 * does otherwise than scikit-learn (from its docstring). Nothing is written when a test fails.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createServer } from 'vite'

const root = fileURLToPath(new URL('..', import.meta.url))
const CHECKS = ['estimator-checks.test.ts', 'memory.test.ts', 'randomness.test.ts']

/** All tests that passed, and every comparison with its tolerance and difference. */
function runTests() {
  const folder = mkdtempSync(join(tmpdir(), 'estimators-'))
  const [results, log] = [join(folder, 'results.json'), join(folder, 'agreement.jsonl')]
  const { status } = spawnSync(
    'npx',
    ['vitest', 'run', 'tests/sklearn', '--reporter=json', `--outputFile=${results}`],
    { cwd: root, stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, AGREEMENT_LOG: log } }
  )
  if (status !== 0)
    throw new Error('Not every test of tests/sklearn passes: docs/estimators.md is left as it is.')
  const tests = JSON.parse(readFileSync(results, 'utf8')).testResults.flatMap(
    ({ name: file, assertionResults }) => assertionResults.map(({ fullName }) => ({ file, test: fullName }))
  )
  const comparisons = readFileSync(log, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  rmSync(folder, { recursive: true })
  return { tests, comparisons }
}

/** The class that a test is about: the first that its name names, else its file's. */
function classOf({ file, test }, names) {
  const words = `${test} ${basename(file)}`.match(/\w+/g) ?? []
  return words.find((word) => names.has(word))
}

/** What the class's docstring says after "Differs". */
function differences(module, name) {
  const path = join(root, 'src/lib/sklearn', module.replace('sklearn.', ''), `${name}.ts`)
  if (!existsSync(path)) return ''
  const text = readFileSync(path, 'utf8').replace(/\n \*(?! ?(\n|\/))/g, '')
  return /Differs(?: from scikit-learn)?:? ([^\n]*)/.exec(text)?.[1].replace(/\s+/g, ' ').trim() ?? ''
}

const power = (x) => (x === 0 ? '0' : x.toExponential(0))

function row({ className, module }, { tests, comparisons }, sets, names) {
  const about = (item) => classOf(item, names) === className
  const mine = tests.filter(about)
  const checks = mine.filter(({ file }) => CHECKS.includes(basename(file)))
  const cases = mine.filter(({ file }) => !CHECKS.includes(basename(file)))
  const measured = comparisons.filter(about)
  const on = sets.filter((set) => cases.some(({ test }) => new RegExp(`\\b${set}\\b`).test(test)))
  const strictest = Math.min(
    ...measured.map(({ tolerance }) => tolerance).filter((tolerance) => tolerance > 0)
  )
  const loosest = Math.max(...measured.map(({ tolerance }) => tolerance))
  const worst = Math.max(...measured.map(({ difference }) => difference))
  const tolerance = strictest === loosest ? power(loosest) : `${power(strictest)} … ${power(loosest)}`
  return [
    className,
    on.join(', ') || '–',
    cases.length,
    measured.length ? tolerance : '–',
    measured.length ? power(worst) : '–',
    checks.length || '–',
    differences(module, className) || '–'
  ]
}

/** The class table, with its classes' static facts. */
async function loadTable() {
  const server = await createServer({
    configFile: false,
    appType: 'custom',
    server: { middlewareMode: true, ws: false },
    optimizeDeps: { noDiscovery: true },
    resolve: { alias: { $lib: join(root, 'src/lib') } }
  })
  const { classNames, loadClass } = await server.ssrLoadModule(join(root, 'src/lib/sklearn/classes.ts'))
  const loaded = await Promise.all(classNames.map(loadClass))
  await server.close()
  return loaded
}

const classes = await loadTable()
const names = new Set(classes.map(({ className }) => className))
const sets = Object.keys(JSON.parse(readFileSync(join(root, 'tests/fixtures/sklearn/data.json'), 'utf8')))
const results = runTests()

const modules = [...new Set(classes.map(({ module }) => module))].sort()
const sections = modules.map((module) => {
  const rows = classes
    .filter((Class) => Class.module === module)
    .map((Class) => `| ${row(Class, results, sets, names).join(' | ')} |`)
  return `## ${module}

| class | compared on | tests | tolerance | largest difference | checks | differs from scikit-learn |
| --- | --- | ---: | --- | --- | ---: | --- |
${rows.join('\n')}
`
})

writeFileSync(
  join(root, 'docs/estimators.md'),
  `# Estimators

Written by \`npm run estimators\` from the tests; not by hand. The judge is scikit-learn 1.2.1: \`tests/reference/\` wrote with it
what \`tests/fixtures/\` holds.

- **compared on**: the data sets of \`tests/reference/sklearn_data.py\`; \`wide\` has more columns than rows, \`ties\` repeated rows,
  equal values and a constant column. Some tests have data of their own beside.
- **tests**: comparisons with scikit-learn, each with its own parameters. Labels, counts and trees' nodes must be equal.
  Every parameter has one off its default; defaults, ranges of values, fitted attributes with their shapes, refusals and
  warnings are compared too.
- **tolerance**: what numbers may differ by, relative to their size; **largest difference**: by what they do.
- **checks**: promises of every class, kept by \`tests/sklearn/estimator-checks.test.ts\`, \`memory.test.ts\` (no second copy of
  the data) and \`randomness.test.ts\`.

${sections.join('\n')}`
)
