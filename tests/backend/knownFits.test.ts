import { expect, test } from 'vitest'
import { checkKnownFits } from '$lib/backend/knownFits'
import { cpu, type Backend } from '$lib/numeric/backend'
import { matrix } from '$lib/numeric/matrix'

test('the typed arrays give scikit-learn’s answers', () => checkKnownFits(cpu))

/** The CPU under another name, of whose results one kind is a little off. */
const erring = (wrong: 'matmat' | 'gram' | 'block'): Backend => {
  const off = (values: Float64Array): Float64Array => values.map((value) => value * 1.02)
  return {
    ...cpu,
    name: 'erring',
    hold(X) {
      const held = cpu.hold(X)
      return {
        ...held,
        device: 'erring',
        matmat: async (W, k) => (wrong === 'matmat' ? off(await held.matmat(W, k)) : held.matmat(W, k)),
        gram: async (weights) => {
          const G = await held.gram(weights)
          return wrong === 'gram' ? matrix(...G.shape, off(G.data)) : G
        }
      }
    },
    async between(...asked) {
      const held = await cpu.between(...asked)
      return {
        ...held,
        // The nearest become the furthest.
        block: async (from, to) =>
          wrong === 'block' ? (await held.block(from, to)).map((value) => -value) : held.block(from, to)
      }
    }
  }
}

test.each([
  ['matmat', /LogisticRegression/],
  ['gram', /Ridge/],
  ['block', /KNeighborsRegressor/]
] as const)('a device whose %s errs is found out', async (wrong, reason) => {
  await expect(checkKnownFits(erring(wrong))).rejects.toThrow(reason)
})
