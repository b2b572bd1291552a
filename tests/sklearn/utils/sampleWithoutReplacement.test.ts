import { expect, test } from 'vitest'
import { RandomState } from '$lib/numeric/random/RandomState'
import { sampleWithoutReplacement } from '$lib/sklearn/utils/sampleWithoutReplacement'
import fixtures from '../../fixtures/sklearn/sampling.json'

test.each(fixtures)('draws the same $size of $n', ({ n, size, seed, drawn }) => {
  expect([...sampleWithoutReplacement(n, size, new RandomState(seed))]).toEqual(drawn)
})
