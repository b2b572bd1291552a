/** Fitted models of every kind that goes into a pickle, with what they answer. */
import { ValueError } from '$lib/estimator/exceptions'
import { Frame } from '$lib/frame/Frame'
import { toRows, type Matrix } from '$lib/numeric/matrix'
import type { Estimator, Label, Target } from '$lib/sklearn/base'
import { loadClass } from '$lib/sklearn/classes'
import { ColumnTransformer } from '$lib/sklearn/compose'
import { LogisticRegression } from '$lib/sklearn/linear_model'
import { Pipeline } from '$lib/sklearn/pipeline'
import { MinMaxScaler, OneHotEncoder, StandardScaler } from '$lib/sklearn/preprocessing'
import { pickledClasses } from '$lib/formats/sklearn/modules'
import { subjects } from '../sklearn/checks/subject'
import { counts, datasets } from '../sklearn/data'

export interface Fitted {
  readonly name: string
  readonly model: Estimator
  readonly X: Matrix | Frame
}

/** What a model says about its rows, by method. */
export type Answers = Record<string, unknown>

const methods = ['predict', 'predict_proba', 'transform'] as const
type Asked = Partial<
  Record<(typeof methods)[number], (X: Matrix | Frame) => Promise<ArrayLike<Label> | Matrix>>
>

/** A pipeline has all the methods, but its last step may not. */
const has = (model: Estimator, method: (typeof methods)[number]): boolean =>
  method in (model instanceof Pipeline ? model.final : model)

export async function answersOf(model: Estimator, X: Matrix | Frame): Promise<Answers> {
  const answers: Answers = {}
  for (const method of methods) {
    const ask = has(model, method) ? (model as Asked)[method] : undefined
    if (!ask) continue
    try {
      const answer = await ask.call(model, X)
      answers[method] = 'shape' in answer ? toRows(answer) : Array.from(answer)
    } catch (error) {
      // Some have the method, but not with every parameter.
      if (!(error instanceof ValueError)) throw error
    }
  }
  return answers
}

const { binary, multiclass, regression, ties_classification: tied } = datasets
const positive = { ...regression, y: counts(regression.y).map((count) => count + 1) }

type Variant = readonly [className: string, params: object, data: { X: Matrix; y: Target }]

/** Beside every class with few parameters: parameters that change what is kept. */
const variants: readonly Variant[] = [
  ['LogisticRegression', { C: 0.5 }, multiclass],
  [
    'LogisticRegression',
    { multi_class: 'ovr', class_weight: { setosa: 2, versicolor: 1, virginica: 0.5 } },
    multiclass
  ],
  ['LogisticRegression', { class_weight: { 0: 2, 1: 1 } }, binary],
  ['Ridge', { solver: 'sag', fit_intercept: false, random_state: 0 }, regression],
  ['RidgeClassifier', {}, multiclass],
  ['SGDClassifier', { loss: 'log_loss', average: true, random_state: 0 }, multiclass],
  ['ElasticNetCV', { l1_ratio: [0.1, 0.9], cv: 3 }, regression],
  ['TweedieRegressor', { power: 0 }, regression],
  ['TweedieRegressor', { power: 1.5 }, positive],
  ['TweedieRegressor', { power: 3, link: 'log' }, positive],
  ['TweedieRegressor', { power: 1, link: 'identity', alpha: 10 }, positive],
  ['KNeighborsClassifier', { algorithm: 'ball_tree', p: 3, weights: 'distance', leaf_size: 5 }, multiclass],
  ['KNeighborsRegressor', { algorithm: 'kd_tree', metric: 'manhattan', leaf_size: 7 }, regression],
  ['RadiusNeighborsClassifier', { radius: 1.5, outlier_label: 'most_frequent' }, multiclass],
  ['DecisionTreeClassifier', { max_depth: 3, max_features: 1, ccp_alpha: 0.01 }, multiclass],
  ['DecisionTreeRegressor', { criterion: 'absolute_error', max_leaf_nodes: 9 }, regression],
  ['RandomForestClassifier', { n_estimators: 7, oob_score: true, random_state: 3 }, multiclass],
  ['ExtraTreesRegressor', { n_estimators: 4, max_features: 2, random_state: 3 }, regression],
  [
    'BaggingClassifier',
    { estimator: new LogisticRegression({ C: 2 }), max_features: 2, random_state: 1 },
    multiclass
  ],
  [
    'GradientBoostingClassifier',
    { n_estimators: 4, subsample: 0.7, random_state: 2, init: 'zero' },
    multiclass
  ],
  ['AdaBoostClassifier', { n_estimators: 4, algorithm: 'SAMME' }, multiclass],
  ['AdaBoostClassifier', { n_estimators: 4, estimator: new LogisticRegression() }, binary],
  ['AdaBoostRegressor', { n_estimators: 4, loss: 'square', random_state: 0 }, regression],
  ['GradientBoostingClassifier', { n_estimators: 4, loss: 'exponential', max_features: 1 }, binary],
  ['GradientBoostingClassifier', { n_estimators: 3, init: new LogisticRegression() }, multiclass],
  ['GradientBoostingRegressor', { n_estimators: 4, loss: 'huber', alpha: 0.8 }, regression],
  ['GradientBoostingRegressor', { n_estimators: 4, loss: 'quantile', n_iter_no_change: 2 }, regression],
  ['HistGradientBoostingClassifier', { max_iter: 4, early_stopping: true, scoring: null }, multiclass],
  [
    'HistGradientBoostingClassifier',
    { max_iter: 4, categorical_features: [4], class_weight: 'balanced' },
    tied
  ],
  ['HistGradientBoostingRegressor', { max_iter: 4, loss: 'absolute_error', max_bins: 9 }, regression],
  [
    'HistGradientBoostingRegressor',
    { max_iter: 9, loss: 'poisson', early_stopping: true, scoring: 'r2', warm_start: true },
    positive
  ],
  ['HistGradientBoostingRegressor', { max_iter: 4, loss: 'quantile', quantile: 0.3 }, regression],
  ['SVC', { kernel: 'linear', probability: true, random_state: 0, C: 0.5 }, multiclass],
  ['SVC', { kernel: 'poly', degree: 2, coef0: 1, break_ties: true }, multiclass],
  ['SVC', { kernel: 'linear', class_weight: { 0: 2, 1: 1 } }, binary],
  ['SVR', { kernel: 'linear', gamma: 0.1 }, regression],
  ['LinearSVC', { multi_class: 'crammer_singer', random_state: 0 }, multiclass],
  ['PCA', { n_components: 2, whiten: true }, regression],
  ['FastICA', { n_components: 3, whiten: 'unit-variance', fun: 'cube', random_state: 0 }, multiclass],
  ['KernelPCA', { n_components: 3, kernel: 'rbf', fit_inverse_transform: true }, regression],
  ['NMF', { n_components: 2, solver: 'mu', beta_loss: 'kullback-leibler' }, tied],
  ['IncrementalPCA', { n_components: 2, batch_size: 20, whiten: true }, regression],
  ['FactorAnalysis', { n_components: 2, rotation: 'varimax', svd_method: 'lapack' }, regression],
  ['MLPClassifier', { hidden_layer_sizes: [6, 4], early_stopping: true, random_state: 2 }, multiclass],
  ['MLPClassifier', { hidden_layer_sizes: 5, solver: 'lbfgs', max_iter: 9, random_state: 2 }, binary],
  [
    'MLPRegressor',
    { solver: 'sgd', activation: 'tanh', max_iter: 5, n_iter_no_change: Infinity, random_state: 2 },
    positive
  ],
  ['MinMaxScaler', { feature_range: [-1, 1], clip: true }, binary]
]

const kinds = [...new Set(multiclass.y)]

const table = Frame.fromRecords(multiclass.y.map((label, i) => row(kinds.indexOf(label), i)))

/** Text, whole numbers, truth values and measures; some rare. */
function row(label: number, i: number): Record<string, unknown> {
  return {
    colour: ['red', 'green', 'blau', 'größer', 'rare'][i === 7 ? 4 : (i + label) % 4],
    size: [1, 2, 3][(i * 7 + label) % 3],
    old: (i + label) % 5 < 2,
    width: multiclass.X.data[4 * i],
    height: multiclass.X.data[4 * i + 1],
    unused: i
  }
}

const mixed = (encoder: object, remainder: 'drop' | 'passthrough', final: Estimator): Pipeline =>
  new Pipeline({
    steps: [
      [
        'transform',
        new ColumnTransformer({
          transformers: [
            ['ohe', new OneHotEncoder(encoder), ['colour', 'old', 'size']],
            ['scaler', new StandardScaler(), ['width']],
            ['range', new MinMaxScaler(), ['height']]
          ],
          remainder
        })
      ],
      [final.meta.className, final]
    ]
  })

async function ofClass(name: string, params: object = {}): Promise<Estimator> {
  const Class = await loadClass(name)
  return new Class!(params)
}

const pipelines: readonly (readonly [string, Pipeline])[] = [
  ['Pipeline plain', mixed({}, 'drop', new LogisticRegression())],
  ['Pipeline ignore', mixed({ handle_unknown: 'ignore' }, 'drop', await ofClass('GaussianNB'))],
  ['Pipeline drop', mixed({ drop: 'if_binary' }, 'passthrough', await ofClass('KNeighborsClassifier'))],
  [
    'Pipeline rare',
    mixed({ min_frequency: 2, drop: 'first' }, 'drop', await ofClass('DecisionTreeClassifier'))
  ],
  [
    'Pipeline many',
    mixed({ max_categories: 3 }, 'drop', await ofClass('RandomForestClassifier', { n_estimators: 5 }))
  ]
]

/** All of them, fitted. */
export async function fitted(): Promise<Fitted[]> {
  const own = await Promise.all(
    subjects
      .filter(({ Class }) => pickledClasses.includes(Class.className))
      .map(async ({ Class, make, X, y }) => ({ name: Class.className, model: await make().fit(X, y), X }))
  )
  const varied = await Promise.all(
    variants.map(async ([className, params, { X, y }], i) => ({
      name: `${className} ${i}`,
      model: await (await ofClass(className, params)).fit(X, y),
      X
    }))
  )
  const composed = await Promise.all(
    pipelines.map(async ([name, model]) => ({ name, model: await model.fit(table, multiclass.y), X: table }))
  )
  return [...own, ...varied, ...composed]
}
