/** No fit copies its data more than once. */
import { expect, test } from 'vitest'
import { matrix } from '$lib/numeric/matrix'
import { RandomState } from '$lib/numeric/random/RandomState'
import { peakBytes } from './checks/memory'
import { all } from './checks/subject'

const ROWS = 800
const COLS = 20

/** Small counts, which every class takes, of which two decide the target. */
const X = matrix(ROWS, COLS, new RandomState(0).randint(0, 5, ROWS * COLS))
const totals = Array.from({ length: ROWS }, (_, i) => X.data[i * COLS] + X.data[i * COLS + 1] + 1)
const target = {
  classifier: totals.map((total) => (total > 5 ? 'more' : 'less')),
  regressor: totals,
  transformer: totals
}
const sampleWeight = Float64Array.from(totals, (_, i) => 1 + (i % 3))

/** X's size, and a few vectors of a twentieth of it. */
const ONE_COPY = 1.4

/** What an algorithm keeps beside, in X's size: … */
const beside: Readonly<Record<string, number>> = {
  // the reflections of a QR decomposition,
  BayesianRidge: 1,
  // Q and the singular vectors,
  PCA: 3,
  TruncatedSVD: 0.6,
  // whitened data and what a step makes of it,
  FastICA: 3,
  // X turned, and what the factors make,
  NMF: 1.5,
  // the kernel of all rows with each other, forty times their size, and the copies in its making,
  KernelPCA: 170,
  // the data over its noise too, and as many projections as columns,
  FactorAnalysis: 5.4,
  RidgeCV: 3.1,
  // the rows of a fold,
  LassoCV: 0.8,
  ElasticNetCV: 0.8,
  // the rows drawn for a tree, of which it makes float32 ones, and fifty trees,
  AdaBoostRegressor: 0.7,
  // the support vectors, which may be all rows, and what is known of two variables a row,
  NuSVC: 0.5,
  SVR: 1.3,
  NuSVR: 1.3,
  // trees of full depth,
  BaggingRegressor: 1,
  // what the hidden neurons make of a batch.
  MLPClassifier: 1,
  MLPRegressor: 1
}

/** By a parameter that a class has, what makes its fit short. */
const short: readonly (readonly [string, object])[] = [
  // All eigenvectors of so large a kernel take seconds.
  ['eigen_solver', { eigen_solver: 'randomized', n_components: 2 }],
  // Small trees and few kernel values: what they are made from counts here, not they.
  ['max_depth', { max_depth: 4 }],
  ['cache_size', { cache_size: 0.001 }],
  // Every epoch needs what the first does.
  ['hidden_layer_sizes', { max_iter: 2 }]
]

test.each(all)(
  '%s holds no second copy of its data',
  async (name, { make, kind, Class }) => {
    const model = make(short.find(([param]) => param in Class.params)?.[1])
    const fit = (): Promise<unknown> =>
      model.fit(X, target[kind], Class.takesSampleWeight ? { sampleWeight } : {})
    // Once before, so that what a module makes for good is there.
    await fit()
    await new Promise((resolve) => setTimeout(resolve))
    const bytes = await peakBytes(fit, X.data.byteLength / 8)
    expect(bytes / X.data.byteLength).toBeLessThan(ONE_COPY + (beside[name] ?? 0))
  },
  30_000
)

test('a second copy is seen', async () => {
  const twice = async (): Promise<number> => {
    const first = X.data.slice()
    const second = Float32Array.from(X.data)
    return first.length + second.length
  }
  const bytes = await peakBytes(twice, X.data.byteLength / 8)
  expect(bytes / X.data.byteLength).toBeGreaterThanOrEqual(1.5)
})
