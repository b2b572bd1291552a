/** Other people's text models on WebGPU, and texts where there is no SIMD: each in a browser of its own kind. */
import { chromium, expect, test, type Page } from '@playwright/test'
import { ensureChromium, flags } from '../../tools/chromium.mjs'
import { moods } from '../transformers/tiny'
import { softwareGpu } from './gpu'
import { openSample, zip } from './models'
import { ask, json } from './site'

async function inBrowser(args: string[], work: (page: Page) => Promise<void>): Promise<void> {
  const browser = await chromium.launch({ executablePath: ensureChromium(), args })
  try {
    await work(await browser.newPage({ baseURL: test.info().project.use.baseURL }))
  } finally {
    await browser.close()
  }
}

const timing = async (page: Page, device: string): Promise<string> => {
  const answer = await ask(page, `/sentiment?text=never&text=better&_device=${device}`)
  expect(answer.body).toEqual(['dull', 'fine'])
  return answer.headers['server-timing']
}

test('a software WebGPU is used when it is asked for, and not by itself', async () => {
  await inBrowser(softwareGpu.launchOptions.args, async (page) => {
    await openSample(page, '/', 'sentiment')
    await page.getByLabel('A zip of one').setInputFiles(zip('moods', moods()))
    await expect(page.getByText('Model: moods')).toBeVisible()
    expect(await timing(page, 'auto')).toContain('device;desc="transformers.js wasm"')
    expect(await timing(page, 'webgpu!')).toContain('device;desc="transformers.js webgpu"')
    expect(await timing(page, 'webgl')).toMatch(
      /desc="transformers.js wasm", warning;desc="webgl is not used/
    )
  })
})

test('without SIMD the site’s own models answer, slower, and other people’s say what is missing', async () => {
  await inBrowser([...flags, '--js-flags=--no-enable-sse4-1'], async (page) => {
    await openSample(page, '/', 'sentiment')
    const answer = await ask(page, '/sentiment?text=wrong&text=right')
    expect(answer.body).toEqual(['NEGATIVE', 'POSITIVE'])
    expect(answer.headers['server-timing']).toMatch(
      /device;desc="javascript", warning;desc="wasm is not used: there is no SIMD here/
    )
    await page.getByLabel('A zip of one').setInputFiles(zip('moods', moods()))
    await expect(page.getByRole('alert')).toHaveText(/this browser has no SIMD/)
    expect(await json(page, '/sentiment?text=wrong')).toEqual(['NEGATIVE'])
  })
})
