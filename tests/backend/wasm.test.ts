import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { guarded } from '$lib/backend/guard'
import { checkKnownAnswers } from '$lib/backend/knownAnswers'
import { checkKnownFits } from '$lib/backend/knownFits'
import { Heap } from '$lib/backend/wasm/Heap'
import kernels from '$lib/backend/wasm/kernels/index.ts?base64'
import { compileKernels, openWasm, WasmBackend } from '$lib/backend/wasm/WasmBackend'
import { cpu, FLOAT64, type Backend } from '$lib/numeric/backend'
import { euclidean, manhattan, squaredEuclidean } from '$lib/numeric/distances'
import { matrix, type Matrix } from '$lib/numeric/matrix'
import { RandomState } from '$lib/numeric/random/RandomState'
import { Ridge } from '$lib/sklearn/linear_model'
import { distance, makeData, works } from './work'

let module: WebAssembly.Module
let device: Backend
beforeAll(async () => {
  module = await compileKernels()
  device = await openWasm()
})
afterEach(() => vi.unstubAllGlobals())

test('the kernels are small', () => {
  expect(atob(kernels).length).toBeLessThan(20_000)
})

test('it gives the known answers', async () => {
  await checkKnownAnswers(device)
  await checkKnownFits(device)
})

const random = new RandomState(0)
const normal = (rows: number, cols: number): Matrix => matrix(rows, cols, random.standard_normal(rows * cols))

/** Everything that the interface has, of one X on one device. */
async function results(backend: Backend, X: Matrix, k: number): Promise<Record<string, Float64Array>> {
  const [rows, cols] = X.shape
  const from = new RandomState(rows + cols + k)
  const W = from.standard_normal(cols * k)
  const R = from.standard_normal(rows * k)
  const weights = from.uniform(0, 1, rows)
  const held = await backend.hold(X)
  const between = await backend.between(X, matrix(k, cols, W), squaredEuclidean)
  try {
    return {
      matmat: await held.matmat(W, k),
      rmatmat: await held.rmatmat(R, k),
      gram: (await held.gram()).data,
      weighted: (await held.gram(weights)).data,
      matmul: (await backend.matmul(X, matrix(cols, k, W))).data,
      distances: await between.block(0, rows)
    }
  } finally {
    held.dispose()
    between.dispose()
  }
}

const sizes = [
  [0, 0, 0],
  [0, 3, 2],
  [3, 0, 1],
  [5, 4, 0],
  [1, 1, 1],
  [2, 3, 1],
  [7, 5, 2],
  [4, 8, 4],
  [13, 9, 7],
  [64, 17, 5],
  [259, 6, 1],
  [515, 31, 3],
  [300, 261, 9]
] as const

describe.each(sizes)('on %i × %i with %i columns', (rows, cols, k) => {
  test('it computes what the typed arrays compute, and the same distances to the last digit', async () => {
    const X = normal(rows, cols)
    const right = await results(cpu, X, k)
    for (const [kind, values] of Object.entries(await results(device, X, k)))
      expect(distance(values, right[kind]), kind).toBeLessThanOrEqual(kind === 'distances' ? 0 : 1e-13)
  })
})

test.each([NaN, Infinity, 1e200, 1e-200])(
  '%d in one place reaches the values that it reaches there',
  async (odd) => {
    const X = normal(30, 6)
    X.data[6 * 29 + 5] = odd
    const right = await results(cpu, X, 2)
    for (const [kind, values] of Object.entries(await results(device, X, 2)))
      values.forEach((value, i) => {
        const expected = right[kind][i]
        if (Number.isFinite(expected))
          expect(value, kind).toBeCloseTo(expected, 10 - Math.log10(Math.abs(expected) + 1))
        else expect(value, kind).toBe(expected)
      })
  }
)

test('an operator may be asked again, and two are held side by side', async () => {
  const [X, Y] = [normal(40, 5), normal(21, 7)]
  const [first, second] = [await device.hold(X), await device.hold(Y)]
  const w = normal(1, 7).data
  for (let i = 0; i < 2; i++) {
    expect(
      distance(await first.matmat(w.slice(0, 5), 1), await cpu.hold(X).matmat(w.slice(0, 5), 1))
    ).toBeLessThan(1e-14)
    expect(distance(await second.matmat(w, 1), await cpu.hold(Y).matmat(w, 1))).toBeLessThan(1e-14)
  }
  first.dispose()
  first.dispose()
  expect(
    distance(await second.rmatmat(Y.data.slice(0, 21), 1), await cpu.hold(Y).rmatmat(Y.data.slice(0, 21), 1))
  ).toBeLessThan(1e-14)
  second.dispose()
})

test('distances that are not Euclidean are those of the typed arrays', async () => {
  const [X, Y] = [normal(6, 3), normal(9, 3)]
  for (const metric of [euclidean, manhattan]) {
    const [found, right] = [await device.between(X, Y, metric), await cpu.between(X, Y, metric)]
    expect(await found.block(1, 5)).toEqual(await right.block(1, 5))
    found.dispose()
  }
})

test('factors that do not fit are refused', () => {
  expect(() => device.matmul(matrix(2, 3), matrix(2, 3))).toThrow('inner sizes 3 and 2')
})

/** Found in one step, and not only down to a solver's tolerance. */
const direct = /Ridge|LinearRegression|PCA|Neighbors/

describe.each([
  [400, 6],
  [150, 24]
])('on %i × %i', (rows, cols) => {
  const data = makeData(rows, cols, cols)
  test.each(works)('$name agrees with the typed arrays', async ({ name, run, tolerance }) => {
    const backend = guarded(device, { roundoff: FLOAT64, health: {}, onFallback: (why) => expect.fail(why) })
    const off = distance(await run(data, backend), await run(data))
    expect(off).toBeLessThanOrEqual(direct.test(name) ? Math.min(tolerance, 1e-12) : tolerance)
  })
})

test('columns that depend on each other, or are of very different size, are fitted as exactly', async () => {
  const data = makeData(200, 6)
  const change = (value: number, at: number): number => {
    if (at % 6 === 0) return 1e6 * value
    return at % 6 === 5 ? data.X.data[at - 1] - data.X.data[at - 2] : value
  }
  const large = matrix(
    200,
    6,
    data.X.data.map((value, at) => (at % 6 === 0 ? 1e6 * value : value))
  )
  for (const X of [matrix(200, 6, data.X.data.map(change)), large])
    for (const { name, run } of works.filter(({ name }) => direct.test(name))) {
      const off = distance(await run({ ...data, X }, device), await run({ ...data, X }))
      expect(off, name).toBeLessThanOrEqual(1e-11)
    }
})

test('a hundred fits leave no more memory than the first, and a large one gives it back', async () => {
  const heap = new Heap(module)
  const backend = new WasmBackend(heap)
  const { X, y } = makeData(3000, 4)
  const once = async (): Promise<number> => {
    await new Ridge().fit(X, y, { backend })
    const held = backend.hold(X)
    await held.matmat(new Float64Array(4), 1)
    held.dispose()
    return heap.bytes
  }
  const first = await once()
  for (let i = 0; i < 100; i++) expect(await once()).toBe(first)
  const large = backend.hold(matrix(50_000, 100))
  await large.matmat(new Float64Array(100), 1)
  expect(heap.bytes).toBeGreaterThan(4e7)
  large.dispose()
  expect(heap.bytes).toBe(0)
})

test('a block that was given back is used again', () => {
  const heap = new Heap(module)
  const [a, b, c] = [heap.take(10), heap.take(20), heap.take(30)]
  heap.give(b)
  expect(heap.take(40)).toBeGreaterThan(c)
  expect(heap.take(20)).toBe(b)
  heap.give(a)
  expect(heap.take(4)).toBe(a)
})

test('when memory ends in the middle of a fit the typed arrays go on with it', async () => {
  const heap = new Heap(module)
  const reasons: string[] = []
  const backend = guarded(new WasmBackend(heap), {
    roundoff: FLOAT64,
    health: {},
    onFallback: (why) => reasons.push(why)
  })
  vi.spyOn(heap.kernels.memory, 'grow').mockImplementation(() => {
    throw new RangeError('Maximum memory size exceeded')
  })
  const data = makeData(4000, 20)
  const ridge = works.find(({ name }) => name === 'Ridge')!
  expect(distance(await ridge.run(data, backend), await ridge.run(data))).toBeLessThan(1e-14)
  expect(reasons).toEqual(['wasm failed: Maximum memory size exceeded'])
})

test('where there is no SIMD it says so', async () => {
  vi.stubGlobal('WebAssembly', { validate: () => false })
  await expect(openWasm()).rejects.toThrow('no WebAssembly with SIMD')
  vi.stubGlobal('WebAssembly', undefined)
  await expect(openWasm()).rejects.toThrow('no WebAssembly with SIMD')
})
