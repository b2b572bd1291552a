/**
 * The module that defines each class in scikit-learn 1.2, which is what a pickle names. A class whose parameters and attributes
 * are the same on both sides needs no more than its line here; another has a rule too. tests/reference/formats_check.py tells
 * what it lacks.
 */
const classesOf: Readonly<Record<string, readonly string[]>> = {
  'sklearn.compose._column_transformer': ['ColumnTransformer'],
  'sklearn.decomposition._factor_analysis': ['FactorAnalysis'],
  'sklearn.decomposition._fastica': ['FastICA'],
  'sklearn.decomposition._incremental_pca': ['IncrementalPCA'],
  'sklearn.decomposition._kernel_pca': ['KernelPCA'],
  'sklearn.decomposition._nmf': ['NMF'],
  'sklearn.decomposition._pca': ['PCA'],
  'sklearn.decomposition._truncated_svd': ['TruncatedSVD'],
  'sklearn.ensemble._bagging': ['BaggingClassifier', 'BaggingRegressor'],
  'sklearn.ensemble._forest': [
    'ExtraTreesClassifier',
    'ExtraTreesRegressor',
    'RandomForestClassifier',
    'RandomForestRegressor'
  ],
  'sklearn.ensemble._gb': ['GradientBoostingClassifier', 'GradientBoostingRegressor'],
  'sklearn.ensemble._hist_gradient_boosting.gradient_boosting': [
    'HistGradientBoostingClassifier',
    'HistGradientBoostingRegressor'
  ],
  'sklearn.ensemble._weight_boosting': ['AdaBoostClassifier', 'AdaBoostRegressor'],
  'sklearn.linear_model._base': ['LinearRegression'],
  'sklearn.linear_model._bayes': ['BayesianRidge'],
  'sklearn.linear_model._coordinate_descent': ['ElasticNet', 'ElasticNetCV', 'Lasso', 'LassoCV'],
  'sklearn.linear_model._glm.glm': ['GammaRegressor', 'PoissonRegressor', 'TweedieRegressor'],
  'sklearn.linear_model._huber': ['HuberRegressor'],
  'sklearn.linear_model._least_angle': ['Lars', 'LassoLars'],
  'sklearn.linear_model._logistic': ['LogisticRegression'],
  'sklearn.linear_model._omp': ['OrthogonalMatchingPursuit'],
  'sklearn.linear_model._passive_aggressive': ['PassiveAggressiveClassifier', 'PassiveAggressiveRegressor'],
  'sklearn.linear_model._perceptron': ['Perceptron'],
  'sklearn.linear_model._quantile': ['QuantileRegressor'],
  'sklearn.linear_model._ridge': ['Ridge', 'RidgeCV', 'RidgeClassifier'],
  'sklearn.linear_model._stochastic_gradient': ['SGDClassifier', 'SGDRegressor'],
  'sklearn.naive_bayes': ['BernoulliNB', 'CategoricalNB', 'ComplementNB', 'GaussianNB', 'MultinomialNB'],
  'sklearn.neighbors._classification': ['KNeighborsClassifier', 'RadiusNeighborsClassifier'],
  'sklearn.neighbors._nearest_centroid': ['NearestCentroid'],
  'sklearn.neighbors._regression': ['KNeighborsRegressor', 'RadiusNeighborsRegressor'],
  'sklearn.neural_network._multilayer_perceptron': ['MLPClassifier', 'MLPRegressor'],
  'sklearn.pipeline': ['Pipeline'],
  'sklearn.preprocessing._data': ['MinMaxScaler', 'StandardScaler'],
  'sklearn.preprocessing._encoders': ['OneHotEncoder'],
  'sklearn.svm._classes': ['LinearSVC', 'LinearSVR', 'NuSVC', 'NuSVR', 'SVC', 'SVR'],
  'sklearn.tree._classes': [
    'DecisionTreeClassifier',
    'DecisionTreeRegressor',
    'ExtraTreeClassifier',
    'ExtraTreeRegressor'
  ]
}

const modules = new Map(
  Object.entries(classesOf).flatMap(([module, names]) => names.map((name) => [name, module]))
)

/** The classes that go into a pickle and come out of one. */
export const pickledClasses: readonly string[] = [...modules.keys()]

/** undefined for a class that is not pickled yet. */
export const moduleOf = (className: string): string | undefined => modules.get(className)
