/** Compiles kernel.c (needs clang-14 and lld-14) and writes src/lib/transformers/kernel-wasm.ts. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = fileURLToPath(new URL('.', import.meta.url))
const out = join(mkdtempSync(join(tmpdir(), 'kernel-')), 'kernel.wasm')
const link = ['--no-entry', '--export=multiply', '--import-memory', '--strip-all', '-z,stack-size=4096'].map(
  (flag) => '-Wl,' + flag
)
execFileSync('clang-14', [
  '--target=wasm32',
  '-O3',
  '-msimd128',
  '-nostdlib',
  ...link,
  '-o',
  out,
  join(here, 'kernel.c')
])
const lines = readFileSync(out)
  .toString('base64')
  .match(/.{1,100}/g)
const source = `/** tools/text/kernel.c compiled to WebAssembly with SIMD, by tools/text/kernel.mjs. */
export const kernelWasm =
${lines.map((line) => `  '${line}'`).join(' +\n')}
`
writeFileSync(join(here, '../../src/lib/transformers/kernel-wasm.ts'), source)
console.log(`${readFileSync(out).length} bytes`)
