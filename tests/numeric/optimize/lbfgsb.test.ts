import { expect, test } from 'vitest'
import {
  minimizeLbfgsb,
  type Evaluation,
  type LbfgsbOptions,
  type Objective
} from '$lib/numeric/optimize/lbfgsb'
import cases from '../../fixtures/numeric/lbfgsb.json'

const evaluate = (x: Float64Array, f: number, g: (i: number) => number): Evaluation => ({
  f,
  g: Float64Array.from(x, (_, i) => g(i))
})

const sum = (x: Float64Array, term: (v: number, i: number) => number): number =>
  x.reduce((total, v, i) => total + term(v, i), 0)

/** As tests/reference/numeric_lbfgsb.py defines them. */
const functions: Record<string, Objective> = {
  rosenbrock: (x) => {
    const gap = (i: number): number => x[i + 1] - x[i] * x[i]
    const last = x.length - 1
    return evaluate(
      x,
      sum(x.subarray(0, last), (v, i) => 100 * gap(i) ** 2 + (1 - v) ** 2),
      (i) => (i < last ? -400 * x[i] * gap(i) - 2 * (1 - x[i]) : 0) + (i > 0 ? 200 * gap(i - 1) : 0)
    )
  },
  quartic: (x) =>
    evaluate(
      x,
      sum(x, (v, i) => (i + 1) * (v - i - 1) ** 4),
      (i) => 4 * (i + 1) * (x[i] - i - 1) ** 3
    ),
  coupled: (x) => {
    const ax = x.map((v, i) => 3 * v - (x[i - 1] ?? 0) - (x[i + 1] ?? 0))
    const b = x.map((_, i) => Math.cos(i) * 5)
    return evaluate(
      x,
      sum(x, (v, i) => 0.5 * v * ax[i] - b[i] * v),
      (i) => ax[i] - b[i]
    )
  },
  wavy: (x) =>
    evaluate(
      x,
      sum(x, (v) => Math.cos(2 * v) + 0.1 * v * v),
      (i) => -2 * Math.sin(2 * x[i]) + 0.2 * x[i]
    ),
  narrow: ([x]) => ({
    f: x > 1e-12 ? x : -x * 1e-3 + 1e-12,
    g: Float64Array.of(x > 1e-12 ? 1 : -1)
  }),
  steep: (x) =>
    evaluate(
      x,
      sum(x, (v) => Math.exp(v) - 3 * v),
      (i) => Math.exp(x[i]) - 3
    )
}

test.each(
  cases.map(
    (c, i) => [`${i} ${c.fun} ${JSON.stringify({ ...c, expect: undefined, x0: c.x0.length })}`, c] as const
  )
)('takes scipy’s path: %s', async (_, c) => {
  const path: number[] = []
  const { x0, fun, expect: want, ...options } = c
  const got = await minimizeLbfgsb(functions[fun], x0, {
    ...(options as LbfgsbOptions),
    callback: (_x, f) => path.push(f)
  })
  expect({ nit: got.nit, nfev: got.nfev, status: got.status, message: got.message }).toEqual({
    nit: want.nit,
    nfev: want.nfev,
    status: want.status,
    message: want.message
  })
  // The rounding of sums differs, and each step amplifies it: 1e-5 of the values on the way.
  want.path.forEach((f, i) => expect(Math.abs(path[i] - f)).toBeLessThan(1e-5 * (1 + Math.abs(f))))
  got.x.forEach((value, i) =>
    expect(Math.abs(value - want.x[i])).toBeLessThan(1e-6 * (1 + Math.abs(want.x[i])))
  )
})

test('maxls bounds a line search', async () => {
  const { status, nfev } = await minimizeLbfgsb(functions.narrow, [0], { maxls: 3 })
  expect({ status, nfev }).toEqual({ status: 2, nfev: 4 })
})

test('an objective may answer with a promise', async () => {
  const later: Objective = async (x) => functions.steep(x)
  const { x, success } = await minimizeLbfgsb(later, [1, 2])
  expect(success).toBe(true)
  x.forEach((value) => expect(value).toBeCloseTo(Math.log(3), 5))
})

test('an abort ends the search', async () => {
  const stop = new AbortController()
  const slow: Objective = (x) => {
    const until = performance.now() + 60
    while (performance.now() < until);
    stop.abort()
    return functions.rosenbrock(x)
  }
  await expect(minimizeLbfgsb(slow, [-1.2, 1], { signal: stop.signal })).rejects.toThrow(/abort/i)
})

test('bounds that cross are refused', async () => {
  await expect(minimizeLbfgsb(functions.steep, [0], { bounds: [[1, 0]] })).rejects.toThrow(/Bound 0/)
})
