/** What kernels/lanes.ts does, in JavaScript: each step is rounded to float32, in the same order, for the same answers. */
export const { fround } = Math

/** To the nearest integer, from the middle to the even one: what is this large has no fraction. */
export const nearest = (value: number): number => value + 2 ** 52 * 1.5 - 2 ** 52 * 1.5

/** Adds numbers as four lanes do: each fourth to a sum of its own, in the end the sums of both pairs. */
export const addLanes = (a: number, b: number, c: number, d: number): number =>
  fround(fround(a + b) + fround(c + d))

/** The sum of term(0) … term(count - 1), in four lanes; `count` is a multiple of four. */
export function sumOf(count: number, term: (i: number) => number): number {
  let [a, b, c, d] = [0, 0, 0, 0]
  for (let i = 0; i < count; i += 4) {
    a = fround(a + term(i))
    b = fround(b + term(i + 1))
    c = fround(c + term(i + 2))
    d = fround(d + term(i + 3))
  }
  return addLanes(a, b, c, d)
}

const bits = new Int32Array(1)
const number = new Float32Array(bits.buffer)
const LOG2_E = fround(1.44269504)
/** ln 2 in two parts: n times the first is exact. */
const LN_2 = [fround(0.693359375), fround(-2.1219444e-4)]
const TAYLOR = [1 / 720, 1 / 120, 1 / 24, 1 / 6, 0.5, 1, 1].map(fround)

/** eˣ for x ≤ 0, to 2 units in the last place. */
export function exp(x: number): number {
  const at = Math.max(x, -87)
  const n = nearest(fround(at * LOG2_E))
  const r = fround(fround(at - fround(n * LN_2[0])) - fround(n * LN_2[1]))
  let p = TAYLOR[0]
  for (let i = 1; i < TAYLOR.length; i++) p = fround(fround(p * r) + TAYLOR[i])
  bits[0] = (n + 127) << 23
  return fround(p * number[0])
}
