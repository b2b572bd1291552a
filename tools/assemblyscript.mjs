/**
 * A Vite plugin: an import of AssemblyScript that ends in `?base64` gives the compiled WebAssembly module as text, one that ends
 * in `?base64-relaxed` one that uses relaxed SIMD, which not every browser has.
 */
import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

const options = ['-O3', '--enable', 'simd', '--runtime', 'stub', '--noAssert']
const builds = { '?base64': options, '?base64-relaxed': [...options, '--enable', 'relaxed-simd'] }
const suffixes = Object.keys(builds)

const read = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : null)

/** By import: the builds of a page, its workers and its tests meet the same one several times. */
const compiled = new Map()

/** The module as text, and the files that it was made of with what they held. */
async function compile(file, suffix) {
  const kept = compiled.get(file + suffix)
  if (kept && [...kept.sources].every(([path, source]) => read(path) === source)) return kept
  // Loaded for the first: the compiler takes a second to start, which a build without kernels need not wait for.
  const { default: asc } = await import('assemblyscript/asc')
  const sources = new Map()
  let binary
  const { error, stderr } = await asc.main([basename(file), '-o', 'out.wasm', ...builds[suffix]], {
    readFile: (name) => {
      const path = join(dirname(file), name)
      const source = read(path)
      if (source !== null) sources.set(path, source)
      return source
    },
    writeFile: (_name, contents) => (binary = contents),
    listFiles: () => []
  })
  if (error || !binary) throw new Error(`${file}: ${error?.message ?? 'no output'}\n${stderr}`)
  const found = { sources, text: Buffer.from(binary).toString('base64') }
  compiled.set(file + suffix, found)
  return found
}

/** @returns {import('vite').Plugin} */
export const assemblyScript = () => ({
  name: 'assemblyscript',
  enforce: 'pre',
  async load(id) {
    const suffix = suffixes.find((end) => id.endsWith(end))
    if (!suffix) return null
    const { sources, text } = await compile(id.slice(0, -suffix.length), suffix)
    for (const path of sources.keys()) this.addWatchFile(path)
    return `export default ${JSON.stringify(text)}`
  }
})
