/** Transforms as gramex.yaml names them: a function that returns, one that changes in place, an expression, mistakes. */
import { expect, test } from '@playwright/test'
import { ask, ownSite } from './site'

const transforms = {
  returns: 'rings.returns',
  inplace: 'rings.inplace',
  expression: `data.addColumn('Z', data['X1'].values.map((x, i) => x * x + data['X2'].values[i] ** 2))`,
  throws: 'rings.broken',
  missing: 'rings.nothing'
}

const handler = ([name, transform]: [string, string]): string => `
  ${name}:
    pattern: /${name}
    handler: MLHandler
    kwargs:
      data: { url: $YAMLPATH/circles.csv, transform: ${JSON.stringify(transform)} }
      model: { class: LogisticRegression, target_col: y }
`

const module = `const bend = (x) => Math.exp(-(x ** 2))
export function returns(data) {
  const copy = data.copy()
  inplace(copy)
  return copy
}
export function inplace(data) {
  for (const name of ['X1', 'X2']) data.addColumn(name, data[name].values.map(bend), { inplace: true })
}
export function broken(data) {
  return data.nothing.here
}
`

const site = ownSite(9975, {
  'gramex.yaml': `url:${Object.entries(transforms).map(handler).join('')}`,
  'rings.js': module
})

test('functions and expressions make the rings separable; mistakes are told with their place', async ({
  page
}) => {
  await page.goto(site)
  await expect(page.getByRole('heading', { name: 'returns' })).toBeVisible()
  for (const name of ['returns', 'inplace', 'expression']) {
    expect(await ask(page, `/${name}?_action=score`, { method: 'POST' }), name).toMatchObject({
      status: 200,
      body: { score: 1 }
    })
    expect(await ask(page, `/${name}?X1=0&X1=1&X2=0&X2=0`)).toMatchObject({ body: [1, 0] })
  }
  expect(await ask(page, '/throws?X1=0&X2=0')).toMatchObject({
    status: 422,
    body: {
      error: {
        code: 'bad_data',
        message: expect.stringContaining('undefined'),
        hint: 'Look at rings.js, line 11.'
      }
    }
  })
  expect(await ask(page, '/missing?X1=0&X2=0')).toMatchObject({
    status: 422,
    body: { error: { message: expect.stringContaining('rings.js exports no function nothing') } }
  })
})
