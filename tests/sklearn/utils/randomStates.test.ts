import { expect, test } from 'vitest'
import { RandomState } from '$lib/numeric/random/RandomState'
import { BaggingClassifier, RandomForestClassifier } from '$lib/sklearn/ensemble'
import { Pipeline } from '$lib/sklearn/pipeline'
import { StandardScaler } from '$lib/sklearn/preprocessing'
import { DecisionTreeClassifier } from '$lib/sklearn/tree'
import { MAX_INT, setRandomStates } from '$lib/sklearn/utils/randomStates'

test('seeds are drawn in the order of the names, as scikit-learn sorts them', () => {
  const tree = new DecisionTreeClassifier()
  const forest = new RandomForestClassifier()
  const bagging = new BaggingClassifier({
    estimator: new Pipeline({
      steps: [
        ['z', forest],
        ['scale', new StandardScaler()],
        ['a', tree]
      ]
    })
  })
  setRandomStates(bagging, new RandomState(3))
  const seeds = new RandomState(3).randint(0, MAX_INT, 3)
  // estimator__a__random_state, estimator__z__random_state, random_state
  expect([tree, forest, bagging].map(({ params }) => params.random_state)).toEqual([...seeds])
})
