import { expect, test } from 'vitest'
import { wolfe1, wolfe2, type Along } from '$lib/numeric/optimize/wolfe'
import cases from '../../fixtures/numeric/wolfe.json'

/** As tests/reference/numeric_wolfe.py defines them: value and slope. */
const functions: Record<string, (s: number) => [number, number]> = {
  parabola: (s) => [(s - 0.3) ** 2, 2 * (s - 0.3)],
  far: (s) => [(s - 40) ** 2, 2 * (s - 40)],
  narrow: (s) => [(s - 1e-3) ** 4 + 1e-3 * s * s, 4 * (s - 1e-3) ** 3 + 2e-3 * s],
  wavy: (s) => [Math.cos(3 * s) - s / 4, -3 * Math.sin(3 * s) - 0.25],
  steep: (s) => [Math.exp(8 * s) - 40 * s, 8 * Math.exp(8 * s) - 40],
  downhill: (s) => [-s, -1],
  uphill: (s) => [s, 1]
}

test.each(cases)('$fun, value before $before: scipy’s steps', async ({ fun, before, ...want }) => {
  const probe = async (step: number): Promise<Along> => {
    const [phi, slope] = functions[fun](step)
    return { phi, slope }
  }
  const at = await probe(0)
  for (const [name, search] of Object.entries({ wolfe1, wolfe2 })) {
    const found = await search(probe, at, before ?? undefined)
    const step = want[name as 'wolfe1' | 'wolfe2']
    if (step === null) expect(found, name).toBeUndefined()
    // Interpolations of rounded values: 1e-9.
    else expect(Math.abs(found!.step - step), name).toBeLessThanOrEqual(1e-9 * step)
  }
})
