import { describe, test } from 'vitest'
import type { EstimatorClass } from '$lib/sklearn/base'
import { LinearSVC, LinearSVR, NuSVC, NuSVR, SVC, SVR } from '$lib/sklearn/svm'
import fixtures from '../../fixtures/sklearn/svm.json'
import { compare, titleOf, type Case } from './compare'

const classes: Readonly<Record<string, unknown>> = { SVC, NuSVC, SVR, NuSVR, LinearSVC, LinearSVR }

describe.each(Object.entries(fixtures) as unknown as [string, Case[]][])('%s', (name, cases) => {
  test.each(cases.map((c) => [titleOf(c), c] as const))('%s', async (_, c) => {
    await compare(classes[name] as EstimatorClass, c, 1e-9)
  })
})
