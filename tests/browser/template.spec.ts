/** Pages of handlers: a template of their own, the default one, mistakes; and what their yaml alone decides. */
import { expect, test } from '@playwright/test'
import { ask, json, ownSite, postJson } from './site'

const template = `<h1>{{ handler.model.__class__.__name__ }}</h1>
{% set params = handler.model.get_params() %}
<p>depth {{ params['max_depth'] }}, classes {{ ' and '.join(handler.model.classes_) }}</p>
<ul>{% for name in data.columns %}<li>{{ name }}</li>{% end %}</ul>
{% if len(data) > 3 %}<p>{{ data['<b>age</b>'].max() }} at most</p>{% else %}<p>few</p>{% end %}
{% raw '<em>raw</em>' %}
`

const handler = (name: string, kwargs: string): string => `
  ${name}:
    pattern: /${name}
    handler: MLHandler
    kwargs:
      data: { url: $YAMLPATH/people.csv }
      model: { class: DecisionTreeClassifier, target_col: y, params: { max_depth: 3, random_state: 0 } }
      ${kwargs}
`

const site = ownSite(9976, {
  'gramex.yaml': `url:${[
    handler('own', 'template: $YAMLPATH/own.html'),
    handler('plain', ''),
    handler('broken', 'template: $YAMLPATH/broken.html'),
    handler('unclosed', 'template: $YAMLPATH/unclosed.html'),
    handler('missing', 'template: $YAMLPATH/nothing.html'),
    handler('old', 'api_version: "1.94"'),
    handler('small', 'max_body_size: 100 B'),
    handler('wrong', 'unknwon: ignore')
  ].join('')}`,
  'people.csv': '<b>age</b>,y\n20,no\n30,yes\n40,no\n50,yes\n',
  'own.html': template,
  'broken.html': '<p>one</p>\n<p>{{ handler.model.get_parms() }}</p>\n',
  'unclosed.html': '<p>one</p>\n{% if True %}\n<p>two</p>\n'
})

test.beforeEach(async ({ page }) => {
  await page.goto(site)
  await expect(page.getByRole('heading', { name: 'plain' })).toBeVisible()
})

test('a template shows the model and the data, escaped unless raw', async ({ page }) => {
  await page.goto(`${site}own`)
  await expect(page.getByRole('heading')).toHaveText('DecisionTreeClassifier')
  await expect(page.getByText('depth 3, classes no and yes')).toBeVisible()
  await expect(page.getByRole('listitem')).toHaveText(['<b>age</b>', 'y'])
  await expect(page.getByText('50 at most')).toBeVisible()
  await expect(page.locator('em')).toHaveText('raw')
  await expect(page.locator('b')).toHaveCount(0)
})

test('without one the page tells what the handler is, with an address to try', async ({ page }) => {
  await page.goto(`${site}plain`)
  await expect(page.getByRole('heading', { name: 'plain' })).toBeVisible()
  await expect(page.locator('b')).toHaveCount(0)
  const link = page.getByRole('link').first()
  await expect(link).toContainText('age')
  await link.click()
  await expect(page.locator('body')).toHaveText(/^\["(no|yes)"\]$/)
})

test('a mistake in a template or in the yaml is told with its line', async ({ page }) => {
  for (const [path, message] of [
    ['/broken', /^broken\.html, line 2: .*get_parms/],
    ['/unclosed', /^unclosed\.html, line 2: /],
    ['/missing', /nothing\.html cannot be read: 404/],
    ['/wrong', /^gramex\.yaml, line \d+: .*unknwon/]
  ] as const)
    expect(await ask(page, path), path).toMatchObject({
      status: 500,
      body: { error: { code: 'config', message: expect.stringMatching(message), hint: expect.any(String) } }
    })
  // The others answer all the same.
  expect(await json(page, '/plain?<b>age</b>=20')).toEqual(['no'])
})

test('api_version and max_body_size hold for their handler', async ({ page }) => {
  const row = { '<b>age</b>': 20 }
  expect(await json(page, '/old', postJson([row]))).toEqual([{ ...row, y: 'no' }])
  expect(await json(page, '/small', postJson([row]))).toEqual(['no'])
  expect(await ask(page, '/small', postJson(Array.from({ length: 9 }, () => row)))).toMatchObject({
    status: 413,
    body: {
      error: {
        code: 'too_large',
        message: expect.stringContaining('100 B'),
        hint: expect.stringContaining('max_body_size')
      }
    }
  })
})
