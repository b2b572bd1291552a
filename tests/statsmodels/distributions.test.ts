import { expect, it } from 'vitest'
import { chi2Sf, fCdf, fSf, normPpf, normSf } from '$lib/statsmodels/distributions'

// scipy.stats 1.10 at the same arguments.
it.each([
  [chi2Sf, [0.5, 1], 0.47950012218695337],
  [chi2Sf, [3.84, 1], 0.05004352124870519],
  [chi2Sf, [40, 2], 2.0611536224385566e-9],
  [chi2Sf, [12, 10], 0.2850565003166312],
  [fSf, [1.3, 35, 35], 0.22080770847137954],
  [fCdf, [0.4, 5, 80], 0.15253266365301146],
  [normSf, [1.959963984540054], 0.025],
  [normSf, [-3], 0.9986501019683699],
  [normSf, [8], 6.22096057427174e-16],
  [normPpf, [0.975], 1.959963984540054],
  [normPpf, [0.001], -3.090232306167813]
] as const)('%o %o', (f, args, expected) => {
  const found = (f as (...args: readonly number[]) => number)(...args)
  expect(Math.abs(found / expected - 1)).toBeLessThan(1e-11)
})
