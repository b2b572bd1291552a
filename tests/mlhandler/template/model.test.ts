import { expect, test } from 'vitest'
import { readCsv } from '$lib/frame/csv'
import { DataFrame, ModelObject, Namespace, parseTemplate, renderTemplate } from '$lib/mlhandler/template'
import { fromRows } from '$lib/numeric/matrix'
import { LinearRegression } from '$lib/sklearn/linear_model/LinearRegression'
import { LogisticRegression } from '$lib/sklearn/linear_model/LogisticRegression'
import { Pipeline } from '$lib/sklearn/pipeline'

const X = fromRows([
  [0, 1],
  [1, 0],
  [2, 1],
  [3, 0]
])

async function render(
  source: string,
  model: LinearRegression | LogisticRegression | Pipeline
): Promise<string> {
  const data = new DataFrame(await readCsv('a,b\n0,1\n1,0\n2,1\n3,0\n'))
  const handler = new Namespace('MLHandler', { model: new ModelObject(model) })
  return renderTemplate(parseTemplate(source, 'page.txt'), { handler, data })
}

test('a fitted estimator: class, parameters, attributes, and methods, which are awaited', async () => {
  const model = await new LinearRegression().fit(X, [1, 2, 5, 6])
  const source = `{{ handler.model.__class__.__name__ }} {{ handler.model.__class__.__module__ }}
{{ handler.model.get_params()['fit_intercept'] }} {{ handler.model.fit_intercept }}
{% for name, weight in zip(data.columns, handler.model.coef_) %}{{ name }}: {{ '%.2f' % weight }}; {% end %}
{{ handler.model.predict(data).round(3) }} {{ handler.model.predict([[1, 1]])[0].__class__.__name__ }}
{{ handler.model.n_features_in_ }} {{ handler.model.coef_.shape }} {{ handler.model }}`
  expect((await render(source, model)).split('\n')).toEqual([
    'LinearRegression sklearn.linear_model',
    'True True',
    'a: 2.00; b: 1.00; ',
    '[1. 2. 5. 6.] float',
    '2 (2,) LinearRegression()'
  ])
})

test('parameters that are real numbers are shown as floats, and the changed ones in the repr', async () => {
  const model = await new LogisticRegression({ C: 2, max_iter: 50 }).fit(X, ['n', 'n', 'y', 'y'])
  const source =
    '{{ handler.model.C }} {{ handler.model.max_iter }} {{ handler.model.penalty }} {{ handler.model }}'
  expect(await render(source, model)).toBe('2.0 50 l2 LogisticRegression(C=2.0, max_iter=50)')
  const more =
    '{% raw handler.model.classes_ %} {{ handler.model.predict_proba(data).shape }} {% raw handler.model.predict(data)[-1] %}'
  expect(await render(more, model)).toBe("['n' 'y'] (4, 2) y")
})

test('a pipeline has steps', async () => {
  const line = await new LinearRegression().fit(X, [1, 2, 5, 6])
  const pipeline = new Pipeline({ steps: [['LinearRegression', line]] })
  const source = `{{ handler.model[-1].coef_ }} {{ handler.model['LinearRegression'].rank_ }} {{ list(handler.model.named_steps) }}`
  expect(await render(source, pipeline)).toBe('[2. 1.] 2 [&#39;LinearRegression&#39;]')
})

test('what a model does not have, and an error from it, name the line', async () => {
  await expect(render('\n{{ handler.model.nope }}', new LinearRegression())).rejects.toThrow(
    "page.txt, line 2: AttributeError: 'LinearRegression' object has no attribute 'nope'"
  )
  await expect(render('\n{{ handler.model.predict(data) }}', new LinearRegression())).rejects.toThrow(
    /page\.txt, line 2: NotFittedError: This LinearRegression is not fitted/
  )
  for (const attempt of ['constructor', 'meta', 'fit', '__proto__', '_private_', 'isFitted', 'checkFitted'])
    await expect(render(`{{ handler.model.${attempt} }}`, new LinearRegression())).rejects.toThrow(
      'AttributeError'
    )
})
