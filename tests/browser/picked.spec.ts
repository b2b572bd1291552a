/** Text models that a person picks on the pages of the samples or fetches from the hub, and what may be amiss with them. */
import { readFileSync } from 'node:fs'
import { expect, test } from '@playwright/test'
import { hugeOnnx, hungryOnnx } from '../transformers/onnx'
import { moods, places } from '../transformers/tiny'
import { openSample, writeModel, zip } from './models'
import { ask, json } from './site'

test('a picked folder answers, is kept, and is left again', async ({ page }, testInfo) => {
  const folder = testInfo.outputPath('places')
  writeModel(folder, places())
  await openSample(page, '/', 'ner')
  await page.getByLabel('A folder').setInputFiles(folder)
  await expect(page.getByText('Model: places')).toBeVisible()
  await page.getByLabel('A text', { exact: true }).fill('From Peru to Rome')
  await expect(page.locator('output mark')).toHaveText([/Peru/, /Rome/])
  await page.reload()
  await page.getByText('Model: places').click()
  await page.getByLabel('Answer with').selectOption('The one that comes with the site')
  await expect(page.locator('output mark small')).toHaveText(['PER', 'LOC', 'LOC'])
  expect(await json(page, '/ner?_params')).toMatchObject({ params: { params: { model: null } } })
  await page.getByLabel('Answer with').selectOption('places')
  await page.getByRole('button', { name: 'Remove places from this browser' }).click()
  await expect(page.getByLabel('Answer with').locator('option')).toHaveCount(1)
  await expect(page.locator('output mark small')).toHaveText(['PER', 'LOC', 'LOC'])
})

test('a picked zip learns, is downloaded, and answers the same when it is picked again', async ({ page }) => {
  await openSample(page, '/', 'sentiment')
  await page.getByLabel('A zip of one').setInputFiles(zip('my moods', moods()))
  await expect(page.getByText('Model: my moods')).toBeVisible()
  await page.getByText('Teach it').click()
  await page
    .getByLabel(/One text and its label a line/)
    .fill(
      ['better', 'than', 'better than'].map((text) => `${text}\tup`).join('\n') +
        '\nugly\tdown\nnever\tdown\nis\tdown'
    )
  await page.getByRole('button', { name: 'Train' }).click()
  await expect(page.getByText('Trained: ROC AUC 1.000')).toBeVisible()
  const asked = '/sentiment?text=than+better&text=ugly+ugly&_proba'
  const trained = await json(page, asked)
  expect(trained).toMatchObject([{ label: 'up' }, { label: 'down' }])
  const downloading = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download the model' }).click()
  const path = await (await downloading).path()
  await page.getByRole('button', { name: 'Forget what it learned' }).click()
  await expect(page.getByText('It answers as it did before')).toBeVisible()
  expect(await json(page, asked)).toMatchObject([{ label: 'fine' }, { label: 'dull' }])
  await page
    .getByLabel('A zip of one')
    .setInputFiles({ name: 'mine.zip', mimeType: 'application/zip', buffer: readFileSync(path) })
  await expect(page.getByText('Model: mine')).toBeVisible()
  expect(await json(page, asked)).toEqual(trained)
})

test('the site’s own model, taught and downloaded as a folder, answers the same when picked', async ({
  page
}) => {
  await openSample(page, '/', 'ner')
  const rows = Array.from({ length: 12 }, (_, i) => `Order [${1000 + i}](ORDER) was sent`)
  await page.getByText('Teach it').click()
  await page.getByLabel(/its entities marked/).fill(rows.join('\n'))
  await page.getByRole('button', { name: 'Train' }).click()
  await expect(page.getByText('Trained: F1 1.000 on these 12 entities.')).toBeVisible()
  const asked = '/ner?text=Order+1044+was+sent&_proba'
  const trained = await json(page, asked)
  expect(trained).toMatchObject([{ labels: [{ start: 6, end: 10, label: 'ORDER' }] }])
  const downloading = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download the model' }).click()
  const buffer = readFileSync(await (await downloading).path())
  await page.getByRole('button', { name: 'Forget what it learned' }).click()
  await expect(page.getByText('It answers as it did before')).toBeVisible()
  await page
    .getByLabel('A zip of one')
    .setInputFiles({ name: 'orders.zip', mimeType: 'application/zip', buffer })
  await expect(page.getByText('Model: orders')).toBeVisible()
  expect(await json(page, asked)).toEqual(trained)
})

test('a model of the hub: told first, fetched when allowed, then there offline', async ({
  page,
  context
}) => {
  const files = moods()
  const asked: string[] = []
  await context.route('https://huggingface.co/**', (route) => {
    const { pathname } = new URL(route.request().url())
    asked.push(pathname)
    const headers = { 'access-control-allow-origin': '*' }
    if (pathname === '/api/models/some/moods/tree/main') {
      const tree = [...files].map(([path, bytes]) => ({ type: 'file', path, size: bytes.length }))
      return route.fulfill({ json: tree, headers })
    }
    const bytes = files.get(pathname.replace('/some/moods/resolve/main/', ''))
    return route.fulfill(bytes ? { body: Buffer.from(bytes), headers } : { status: 404, headers })
  })
  await openSample(page, '/', 'sentiment')
  await page.getByLabel('From the Hugging Face hub').fill('some/moods')
  expect(await ask(page, '/sentiment?_action=train&model=some/moods', { method: 'POST' })).toMatchObject({
    status: 404,
    body: { error: { message: 'The model some/moods is not on this machine' } }
  })
  expect(asked).toEqual([])
  await page.getByRole('button', { name: 'How large is it?' }).click()
  await expect(page.getByText(/some\/moods: .* MB from huggingface.co/)).toBeVisible()
  expect(asked).toHaveLength(1)
  await page.getByRole('button', { name: 'Download and use it' }).click()
  await expect(page.getByText('Model: some/moods')).toBeVisible()
  expect(await json(page, '/sentiment?text=better&text=never')).toEqual(['fine', 'dull'])
  const before = asked.length
  await context.setOffline(true)
  await page.reload()
  await expect(page.getByText('Model: some/moods')).toBeVisible()
  expect(await json(page, '/sentiment?text=better&text=never')).toEqual(['fine', 'dull'])
  expect(asked).toHaveLength(before)
})

/** A model with some of its files replaced or (null) taken away. */
const but = (changes: Record<string, Uint8Array | null>): Map<string, Uint8Array> => {
  const files = moods()
  for (const [name, bytes] of Object.entries(changes))
    if (bytes) files.set(name, bytes)
    else files.delete(name)
  return files
}

test('what cannot be opened is named, and the model of before goes on', async ({ page }) => {
  await openSample(page, '/', 'sentiment')
  const onnx = moods().get('onnx/model.onnx')!
  const noise = Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919 + (i >> 3)) % 256)
  const cases: [files: ReadonlyMap<string, Uint8Array>, message: RegExp][] = [
    [but({ 'tokenizer.json': null }), /lacks its file tokenizer.json/],
    [but({ 'onnx/model.onnx': null }), /lacks its ONNX file/],
    [but({ 'config.json': null }), /This is no text model/],
    [but({ 'onnx/model.onnx': onnx.slice(0, 300) }), /The ONNX model could not be opened/],
    [but({ 'onnx/model.onnx': noise }), /The ONNX model could not be opened/],
    [but({ 'onnx/model.onnx': hugeOnnx() }), /The ONNX model could not be opened/],
    [but({ 'onnx/model.onnx': hungryOnnx() }), /not enough memory/],
    [places(), /The model is a BertForTokenClassification/],
    [new Map([['notes.txt', onnx]]), /This is no text model/]
  ]
  for (const [files, message] of cases) {
    await page.getByLabel('A zip of one').setInputFiles(zip('bad', files))
    await expect(page.getByRole('alert')).toHaveText(message)
    expect(await json(page, '/sentiment?text=wrong&text=right')).toEqual(['NEGATIVE', 'POSITIVE'])
  }
  const broken = { name: 'broken.zip', mimeType: 'application/zip', buffer: Buffer.from('<!doctype html>') }
  await page.getByLabel('A zip of one').setInputFiles(broken)
  await expect(page.getByRole('alert')).toHaveText(/The zip cannot be opened/)
  await expect(page.getByText('Model: the one that comes with the site')).toBeVisible()
  // What was refused is not kept; a good one opens still.
  await expect(page.getByLabel('Answer with').locator('option')).toHaveCount(1)
  await page.getByLabel('A zip of one').setInputFiles(zip('moods (1)', moods()))
  await expect(page.getByText('Model: moods (1)')).toBeVisible()
  // Nor does a broken one of the same name take its place.
  await page.getByLabel('A zip of one').setInputFiles(zip('moods (1)', but({ 'onnx/model.onnx': noise })))
  await expect(page.getByRole('alert')).toHaveText(/The ONNX model could not be opened/)
  await page.reload()
  await expect(page.getByText('Model: moods (1)')).toBeVisible()
  expect(await json(page, '/sentiment?text=better&text=never')).toEqual(['fine', 'dull'])
})
