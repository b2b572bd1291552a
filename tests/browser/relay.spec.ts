/** curl and Python against the page that is open, through the development server's relay. */
import { spawn, type ChildProcess } from 'node:child_process'
import { request } from 'node:http'
import { expect, test } from '@playwright/test'
import { man, open } from './site'

const port = 9971
const site = `http://localhost:${port}`
let server: ChildProcess

test.beforeAll(async () => {
  server = spawn('node', ['tools/serve-build.mjs', String(port), 'relay'], { stdio: 'inherit' })
  await expect
    .poll(() =>
      fetch(`${site}/gramex.yaml`).then(
        ({ status }) => status,
        () => 0
      )
    )
    .toBe(200)
})
test.afterAll(() => void server.kill())

/** fetch sends no body with a GET; curl does. */
const getWithBody = (address: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': 7 }
    const asked = request(address, { headers }, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (part: string) => (text += part))
      answer.on('end', () => resolve(text))
    })
    asked.on('error', reject).end('a,b1,2\n')
  })

test('requests from outside reach the open page; without one they are told so', async ({ page }) => {
  const closed = await fetch(site + man)
  expect(closed.status).toBe(503)
  expect(await closed.json()).toMatchObject({
    error: { code: 'no_engine', hint: expect.stringContaining('browser') }
  })

  await open(page, site)
  await expect.poll(async () => (await fetch(site + man)).status).toBe(200)
  expect(await (await fetch(site + man)).json()).toEqual([0])
  // As `curl -d @file` sends it.
  const rows = (await (await fetch(`${site}/mlhandler?_cache`)).json()) as object[]
  const answer = await fetch(`${site}/mlhandler?_action=predict`, {
    method: 'POST',
    body: JSON.stringify(rows.slice(0, 3)),
    headers: { 'content-type': 'application/x-www-form-urlencoded' }
  })
  expect(await answer.json()).toEqual([0, 1, 1])
  // As the document's `curl -X GET -d @titanic.csv 'mlhandler?_model'` sends it.
  expect(await getWithBody(`${site}/mlhandler?_model`)).toContain('"model":"LogisticRegression"')
  // As requests.post(files=…) sends it.
  const form = new FormData()
  form.append('file', new File([await (await fetch(`${site}/titanic.csv`)).text()], 'titanic.csv'))
  const scored = await fetch(`${site}/mlhandler?_action=score`, { method: 'POST', body: form })
  expect(await scored.json()).toEqual({ score: expect.closeTo(0.8056379821958457, 9) })
  // What no handler answers is not passed on in a circle.
  expect((await fetch(`${site}/nothing-here`)).status).toBe(404)

  await page.close()
  await expect.poll(async () => (await fetch(site + man)).status).toBe(503)
})
