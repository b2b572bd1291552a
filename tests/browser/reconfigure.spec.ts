/** gramex.yaml is written anew while pages of the site are open. */
import { expect, test } from '@playwright/test'
import { ask, json, ownFolder } from './site'

const handler = (name: string, Class = 'LinearRegression'): string => `
  ${name}:
    pattern: /${name}
    handler: MLHandler
    kwargs: {data: {url: line.csv}, model: {class: ${Class}, target_col: y}}
`
const { url, write } = ownFolder(9969, {
  'gramex.yaml': `url:${handler('a')}`,
  'line.csv': 'x,y\n1,2\n2,4\n3,6\n'
})

test('a page that is opened then brings all open ones up to date', async ({ page, context }) => {
  await page.goto(url)
  await expect(page.locator('#handler-a')).toBeVisible()
  expect(await json(page, '/a?x=4')).toEqual([8])

  // A new handler, and another class: the engine of the page that was there answers.
  write('gramex.yaml', `url:${handler('a', 'Ridge')}${handler('b')}`)
  const other = await context.newPage()
  await other.goto(url)
  await expect(other.locator('#handler-b')).toBeVisible()
  expect(await json(page, '/b?x=4')).toEqual([8])
  expect(await json(page, '/a?_model')).toMatchObject({ model: 'Ridge' })

  // A handler that went leaves its address to files, also before any of our pages is opened.
  await page.goto('about:blank')
  await other.goto('about:blank')
  write('gramex.yaml', `url:${handler('a')}`)
  write('b', 'a file')
  await page.goto(`${url}DATA.md`)
  await expect.poll(async () => (await ask(page, '/b')).body).toBe('a file')
})
