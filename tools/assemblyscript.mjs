/** A Vite plugin: an import of AssemblyScript that ends in `?base64` gives the compiled WebAssembly module as text. */
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'

const SUFFIX = '?base64'
const options = ['-O3', '--enable', 'simd', '--runtime', 'stub', '--noAssert']

/** By file: the builds of a page, its workers and its tests meet the same file several times. */
const compiled = new Map()

async function compile(file) {
  const source = readFileSync(file, 'utf8')
  const kept = compiled.get(file)
  if (kept?.source === source) return kept.text
  // Loaded for the first: the compiler takes a second to start, which a build without kernels need not wait for.
  const { default: asc } = await import('assemblyscript/asc')
  let binary
  const { error, stderr } = await asc.main([basename(file), '-o', 'out.wasm', ...options], {
    readFile: (name) => (name === basename(file) ? source : null),
    writeFile: (_name, contents) => (binary = contents),
    listFiles: () => []
  })
  if (error || !binary) throw new Error(`${file}: ${error?.message ?? 'no output'}\n${stderr}`)
  const text = Buffer.from(binary).toString('base64')
  compiled.set(file, { source, text })
  return text
}

/** @returns {import('vite').Plugin} */
export const assemblyScript = () => ({
  name: 'assemblyscript',
  enforce: 'pre',
  async load(id) {
    if (!id.endsWith(SUFFIX)) return null
    const file = id.slice(0, -SUFFIX.length)
    this.addWatchFile(file)
    return `export default ${JSON.stringify(await compile(file))}`
  }
})
