/** The classes that use devices, each as a fit and what comes of it, with the tolerance that it keeps on a float32 device. */
import type { Backend } from '$lib/numeric/backend'
import { dot } from '$lib/numeric/linalg'
import { matrix, row, type Matrix } from '$lib/numeric/matrix'
import { RandomState } from '$lib/numeric/random/RandomState'
import type { Label } from '$lib/sklearn/base'
import { PCA } from '$lib/sklearn/decomposition'
import {
  GammaRegressor,
  HuberRegressor,
  LinearRegression,
  LogisticRegression,
  PoissonRegressor,
  Ridge,
  RidgeClassifier,
  TweedieRegressor
} from '$lib/sklearn/linear_model'
import { KNeighborsClassifier, KNeighborsRegressor, RadiusNeighborsRegressor } from '$lib/sklearn/neighbors'

export interface Data {
  readonly X: Matrix
  readonly y: Float64Array
  readonly positive: Float64Array
  readonly two: Label[]
  readonly three: Label[]
}

/** Columns of different size and offset, a little correlated. */
export function makeData(rows: number, cols: number, seed = 0): Data {
  const random = new RandomState(seed)
  const X = matrix(rows, cols, random.standard_normal(rows * cols))
  const w = random.standard_normal(cols)
  const noise = random.standard_normal(rows)
  for (let i = 0; i < rows; i++)
    for (let j = 1; j < cols; j++) X.data[i * cols + j] += 0.4 * X.data[i * cols + j - 1] + (j % 3)
  const y = Float64Array.from({ length: rows }, (_, i) => {
    let sum = noise[i]
    for (let j = 0; j < cols; j++) sum += w[j] * (X.data[i * cols + j] - (j % 3))
    return sum
  })
  return {
    X,
    y,
    positive: y.map((value) => Math.exp(value / (4 + Math.abs(value))) + 0.1),
    two: Array.from(y, (value) => (value > 0 ? 'yes' : 'no')),
    three: Array.from(y, (value) => (value > 1 ? 2 : value > -1 ? 1 : 0))
  }
}

export interface Work {
  readonly name: string
  /** How far results may be from the CPU's, as a share of the largest of them. 0: the same values. */
  readonly tolerance: number
  run(data: Data, backend?: Backend): Promise<Float64Array>
}

/** A solver that stops at a tolerance: tightened, so that both stop near the minimum. */
const tight = { tol: 1e-8, max_iter: 2000 }

const flat = (...parts: ArrayLike<number>[]): Float64Array =>
  Float64Array.from(parts.flatMap((p) => Array.from(p)))

type Glm = GammaRegressor | PoissonRegressor | TweedieRegressor

const glm = (name: string, make: () => Glm): Work => ({
  name,
  tolerance: 1e-6,
  async run({ X, positive }, backend) {
    const model = await make().fit(X, positive, { backend })
    return flat(model.coef_, [model.intercept_])
  }
})

const logistic = (
  solver: 'lbfgs' | 'newton-cg' | 'newton-cholesky',
  classes: 'two' | 'three',
  // lbfgs stops where the loss sinks by less than 2e-9 of it: what is left is a valley, and anywhere in it is as good.
  tolerance = solver === 'lbfgs' ? 3e-3 : 1e-6
): Work => ({
  name: `LogisticRegression ${solver} of ${classes} classes`,
  tolerance,
  async run(data, backend) {
    const model = new LogisticRegression({ solver, ...tight })
    await model.fit(data.X, data[classes], { backend })
    return flat(model.coef_.data, model.intercept_)
  }
})

/** The predicted classes of rows that lie almost on the border between two, and of the others. */
async function labelsOf(
  { X, ...data }: Data,
  classes: 'two' | 'three',
  backend?: Backend
): Promise<Float64Array> {
  const model = await new LogisticRegression({ max_iter: 1000 }).fit(X, data[classes])
  const border = matrix(...X.shape, X.data.slice())
  const [rows, cols] = X.shape
  const w = row(model.coef_, 0)
  const last = model.coef_.shape[0] - 1
  const v = last ? row(model.coef_, last) : new Float64Array(cols)
  for (let i = 0; i < rows; i += 2) {
    const x = row(border, i)
    const gap = dot(x, w) - dot(x, v) + model.intercept_[0] - (last ? model.intercept_[last] : 0)
    x[0] -= (gap * (1 + (i + 1) * 1e-9)) / (w[0] - v[0])
  }
  const labels = await model.predict(border, { backend })
  return Float64Array.from(labels, (label) => model.classes_.indexOf(label))
}

export const works: readonly Work[] = [
  logistic('lbfgs', 'two'),
  logistic('lbfgs', 'three'),
  logistic('newton-cg', 'two'),
  logistic('newton-cholesky', 'two'),
  glm('PoissonRegressor', () => new PoissonRegressor(tight)),
  glm('GammaRegressor', () => new GammaRegressor(tight)),
  glm('TweedieRegressor', () => new TweedieRegressor({ ...tight, power: 1.5, solver: 'newton-cholesky' })),
  {
    name: 'LogisticRegression lbfgs, loss',
    tolerance: 1e-7,
    async run({ X, two }, backend) {
      const model = await new LogisticRegression(tight).fit(X, two, { backend })
      const scores = (await model.decision_function(X)).data
      const signed = scores.map((score, i) => (two[i] === model.classes_[1] ? score : -score))
      const penalty = model.coef_.data.reduce((sum, value) => sum + value * value, 0) / 2
      return flat([signed.reduce((sum, score) => sum + Math.log1p(Math.exp(-score)), penalty)])
    }
  },
  {
    name: 'HuberRegressor',
    // As for lbfgs above.
    tolerance: 3e-4,
    async run({ X, y }, backend) {
      const model = await new HuberRegressor(tight).fit(X, y, { backend })
      return flat(model.coef_, [model.intercept_, model.scale_])
    }
  },
  {
    name: 'Ridge',
    tolerance: 1e-11,
    async run({ X, y }, backend) {
      const model = await new Ridge().fit(X, y, { backend })
      return flat(model.coef_, [model.intercept_])
    }
  },
  {
    name: 'LinearRegression',
    tolerance: 1e-11,
    async run({ X, y }, backend) {
      const model = await new LinearRegression().fit(X, y, { backend })
      return flat(model.coef_, [model.intercept_])
    }
  },
  {
    name: 'LinearRegression.singular_',
    tolerance: 1e-4,
    run: async ({ X, y }, backend) => (await new LinearRegression().fit(X, y, { backend })).singular_
  },
  {
    name: 'LogisticRegression.predict',
    tolerance: 0,
    run: (data, backend) => labelsOf(data, 'three', backend)
  },
  {
    name: 'LogisticRegression.predict of two classes',
    tolerance: 0,
    run: (data, backend) => labelsOf(data, 'two', backend)
  },
  {
    name: 'LogisticRegression.predict_proba',
    tolerance: 1e-5,
    async run({ X, three }, backend) {
      const model = await new LogisticRegression({ max_iter: 1000 }).fit(X, three)
      return (await model.predict_proba(X, { backend })).data
    }
  },
  {
    name: 'RidgeClassifier.predict',
    tolerance: 0,
    async run({ X, three }, backend) {
      const model = await new RidgeClassifier().fit(X, three)
      return Float64Array.from((await model.predict(X, { backend })) as number[])
    }
  },
  {
    name: 'Ridge.predict',
    tolerance: 1e-5,
    run: async ({ X, y }, backend) => (await new Ridge().fit(X, y)).predict(X, { backend })
  },
  {
    name: 'GammaRegressor.predict',
    tolerance: 1e-5,
    run: async ({ X, positive }, backend) =>
      (await new GammaRegressor().fit(X, positive)).predict(X, { backend })
  },
  {
    name: 'PCA variances',
    tolerance: 1e-5,
    run: async ({ X }, backend) =>
      (await new PCA({ svd_solver: 'full' }).fit(X, undefined, { backend })).explained_variance_
  },
  {
    name: 'PCA.transform',
    tolerance: 1e-5,
    async run({ X }, backend) {
      const model = await new PCA({ n_components: 2, svd_solver: 'full' }).fit(X)
      return (await model.transform(X, { backend })).data
    }
  },
  {
    name: 'KNeighborsClassifier.kneighbors',
    tolerance: 0,
    async run({ X, three }, backend) {
      const model = await new KNeighborsClassifier({ algorithm: 'brute' }).fit(X, three)
      const { distances, indices } = await model.kneighbors(X, 7, { backend })
      return flat(distances.data, indices)
    }
  },
  {
    name: 'KNeighborsRegressor',
    tolerance: 0,
    async run({ X, y }, backend) {
      const model = await new KNeighborsRegressor({ algorithm: 'brute', weights: 'distance' }).fit(X, y)
      return model.predict(X, { backend })
    }
  },
  {
    name: 'RadiusNeighborsRegressor',
    tolerance: 0,
    async run({ X, y }, backend) {
      const model = await new RadiusNeighborsRegressor({ algorithm: 'brute', radius: 3 }).fit(X, y)
      return model.predict(X, { backend })
    }
  }
]

/** The largest difference as a share of the largest value; Infinity for other lengths or NaN in one only. */
export function distance(found: Float64Array, right: Float64Array): number {
  if (found.length !== right.length) return Infinity
  let most = 0
  let size = 0
  for (let i = 0; i < right.length; i++) {
    if (Number.isNaN(right[i]) !== Number.isNaN(found[i])) return Infinity
    if (Number.isNaN(right[i])) continue
    most = Math.max(most, Math.abs(found[i] - right[i]))
    size = Math.max(size, Math.abs(right[i]))
  }
  return most / (size || 1)
}
