/** The class table: which classes there are and which module has each. The only way from a name to a class. */
import type { EstimatorClass } from './base'

const modules: Record<string, () => Promise<object>> = {
  compose: () => import('./compose'),
  ensemble: () => import('./ensemble'),
  decomposition: () => import('./decomposition'),
  linear_model: () => import('./linear_model'),
  model_selection: () => import('./model_selection'),
  naive_bayes: () => import('./naive_bayes'),
  neighbors: () => import('./neighbors'),
  neural_network: () => import('./neural_network'),
  pipeline: () => import('./pipeline'),
  preprocessing: () => import('./preprocessing'),
  svm: () => import('./svm'),
  tree: () => import('./tree')
}

/** Class names by module. One line a module. */
const names: Record<string, readonly string[]> = {
  compose: ['ColumnTransformer'],
  ensemble: [
    'AdaBoostClassifier',
    'AdaBoostRegressor',
    'BaggingClassifier',
    'BaggingRegressor',
    'ExtraTreesClassifier',
    'ExtraTreesRegressor',
    'GradientBoostingClassifier',
    'GradientBoostingRegressor',
    'HistGradientBoostingClassifier',
    'HistGradientBoostingRegressor',
    'RandomForestClassifier',
    'RandomForestRegressor'
  ],
  decomposition: ['FactorAnalysis', 'FastICA', 'IncrementalPCA', 'KernelPCA', 'NMF', 'PCA', 'TruncatedSVD'],
  linear_model: [
    'LinearRegression',
    'Ridge',
    'Lasso',
    'LassoCV',
    'ElasticNet',
    'ElasticNetCV',
    'LogisticRegression',
    'RidgeCV',
    'RidgeClassifier',
    'BayesianRidge',
    'Lars',
    'LassoLars',
    'OrthogonalMatchingPursuit',
    'SGDClassifier',
    'SGDRegressor',
    'Perceptron',
    'PassiveAggressiveClassifier',
    'PassiveAggressiveRegressor',
    'HuberRegressor',
    'QuantileRegressor',
    'PoissonRegressor',
    'GammaRegressor',
    'TweedieRegressor'
  ],
  model_selection: ['GridSearchCV'],
  naive_bayes: ['GaussianNB', 'BernoulliNB', 'MultinomialNB', 'ComplementNB', 'CategoricalNB'],
  neighbors: [
    'KNeighborsClassifier',
    'KNeighborsRegressor',
    'RadiusNeighborsClassifier',
    'RadiusNeighborsRegressor',
    'NearestCentroid'
  ],
  neural_network: ['MLPClassifier', 'MLPRegressor'],
  pipeline: ['Pipeline'],
  preprocessing: ['OneHotEncoder', 'OrdinalEncoder', 'StandardScaler', 'MinMaxScaler'],
  svm: ['SVC', 'SVR', 'NuSVC', 'NuSVR', 'LinearSVC', 'LinearSVR'],
  tree: ['DecisionTreeClassifier', 'DecisionTreeRegressor', 'ExtraTreeClassifier', 'ExtraTreeRegressor']
}

const moduleOf = new Map(
  Object.entries(names).flatMap(([module, list]) => list.map((name) => [name, module]))
)

/** Every class name, in the table's order. */
export const classNames: readonly string[] = [...moduleOf.keys()]

/** The class of that name; undefined when the table has none. */
export async function loadClass(name: string): Promise<EstimatorClass | undefined> {
  const module = moduleOf.get(name)
  if (!module) return undefined
  const exported = (await modules[module]()) as Record<string, EstimatorClass>
  return exported[name]
}
