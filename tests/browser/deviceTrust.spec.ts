/** Devices that fail in the middle of a fit: the CPU goes on, the numbers are right, and what happened is told. */
import { chromium, expect, test, type Page, type Worker } from '@playwright/test'
import { distance, softwareGpu, train, type Training } from './gpu'
import { open, reopenIsolated } from './site'

test.use(softwareGpu)

const logistic: Training = {
  query: 'class=LogisticRegression&solver=newton-cholesky&tol=1e-8',
  target: 'kind',
  attribute: 'coef_'
}

const engineOf = (page: Page): Worker => page.workers().find((worker) => worker.url().includes('engine'))!

/** How a device is made to fail; runs in the engine, once the device has done a part of a fit. */
const failures = {
  'a destroyed device': {
    device: 'webgpu',
    arm: () => onNth(GPUDevice.prototype, 'createCommandEncoder', (device) => device.destroy())
  },
  'a full memory of WebGPU': {
    device: 'webgpu',
    arm: () =>
      onNth(GPUDevice.prototype, 'createCommandEncoder', () => {
        throw new RangeError('createBuffer failed, size is too large')
      })
  },
  'a lost context': {
    device: 'webgl',
    arm: () =>
      onNth(WebGL2RenderingContext.prototype, 'drawElements', (gl) =>
        gl.getExtension('WEBGL_lose_context')!.loseContext()
      )
  },
  'more contexts than the browser keeps': {
    device: 'webgl',
    arm: () =>
      onNth(WebGL2RenderingContext.prototype, 'drawElements', () => {
        const others = Array.from({ length: 40 }, () => new OffscreenCanvas(1, 1).getContext('webgl2'))
        Object.assign(globalThis, { others })
      })
  },
  'a full memory of WebGL': {
    device: 'webgl',
    // Textures are not made, and nothing is thrown: what is read from them is nothing.
    arm: () =>
      onNth(WebGL2RenderingContext.prototype, 'drawElements', () => {
        WebGL2RenderingContext.prototype.drawElements = () => undefined
      })
  }
} as const

/** In the engine: does something at the eighth call of a method from now on. */
declare function onNth<T, Name extends keyof T>(prototype: T, name: Name, act: (self: T) => void): void

const defineOnNth = (): void => {
  const onNth = (
    prototype: Record<string, (...args: unknown[]) => unknown>,
    name: string,
    act: (self: unknown) => void
  ) => {
    const own = prototype[name]
    let calls = 0
    prototype[name] = function (...args) {
      if (++calls === 8) act(this)
      return own.apply(this, args)
    }
  }
  Object.assign(globalThis, { onNth })
}

for (const [failure, { device, arm }] of Object.entries(failures))
  test(`${failure} in the middle of a fit`, async ({ page }) => {
    await open(page)
    const right = await train(page, logistic, 'cpu')
    const whole = await train(page, logistic, `${device}!`)
    expect(whole.warnings).toEqual([])
    const engine = engineOf(page)
    await engine.evaluate(defineOnNth)
    await engine.evaluate(arm)
    const broken = await train(page, logistic, device)
    expect(broken.warnings).toEqual([expect.stringMatching(`${device} failed: .*The CPU went on`)])
    expect(broken.device).toBe(device)
    expect(distance(broken, right)).toBeLessThanOrEqual(1e-6)
    const after = await train(page, logistic, device)
    expect(after.warnings).toEqual([
      expect.stringMatching(`${device} is not used: .*The CPU was used instead`)
    ])
    expect(after).toMatchObject({ device: 'cpu', values: right.values })
  })

test('a device that gives wrong answers is not used, and why is told', async ({ page }) => {
  await open(page)
  const right = await train(page, logistic, 'cpu')
  await engineOf(page).evaluate(() => {
    const draw = WebGL2RenderingContext.prototype.drawElements
    let calls = 0
    WebGL2RenderingContext.prototype.drawElements = function (...args) {
      if (++calls % 5) draw.apply(this, args)
    }
  })
  const wrong = await train(page, logistic, 'webgl')
  expect(wrong.warnings).toEqual([expect.stringMatching(/webgl is not used: its \w+ of known \w+ gave/)])
  expect(wrong).toMatchObject({ device: 'cpu', values: right.values })
})

/** What the engine holds on the GPU, and the bytes of its heap. */
const held = async (page: Page): Promise<{ live: number; bytes: number }> => {
  const live = await engineOf(page).evaluate(() => (globalThis as unknown as { live: number }).live)
  const bytes = await page.evaluate(async () => {
    const measured = await (
      performance as unknown as {
        measureUserAgentSpecificMemory(): Promise<{
          breakdown: { bytes: number; attribution: { scope: string }[] }[]
        }>
      }
    ).measureUserAgentSpecificMemory()
    return measured.breakdown
      .filter(({ attribution }) => attribution[0]?.scope === 'DedicatedWorkerGlobalScope')
      .reduce((sum, part) => sum + part.bytes, 0)
  })
  return { live, bytes }
}

for (const device of ['webgpu', 'webgl'])
  test(`a hundred fits on ${device} leave no more memory than the first`, async ({ page }) => {
    test.setTimeout(120_000)
    await open(page)
    await reopenIsolated(page)
    await engineOf(page).evaluate(() => {
      const counter = globalThis as unknown as { live: number }
      counter.live = 0
      const count = (prototype: object, name: string, by: number): void => {
        const methods = prototype as Record<string, (...args: unknown[]) => unknown>
        const own = methods[name]
        methods[name] = function (...args) {
          counter.live += by
          return own.apply(this, args)
        }
      }
      count(GPUDevice.prototype, 'createBuffer', 1)
      count(GPUBuffer.prototype, 'destroy', -1)
      count(WebGL2RenderingContext.prototype, 'createTexture', 1)
      count(WebGL2RenderingContext.prototype, 'deleteTexture', -1)
    })
    const fits = (count: number): Promise<string[]> =>
      page.evaluate(
        async ([count, device]) => {
          const used = new Set<string>()
          for (let i = 0; i < count; i++) {
            const path = `/ml?_action=train&class=RidgeClassifier&_device=${device}!`
            const answer = await fetch(path, { method: 'POST' })
            used.add(`${answer.status} ${answer.headers.get('server-timing')?.split('device')[1]}`)
          }
          return [...used]
        },
        [count, device] as const
      )
    expect(await fits(1)).toEqual([`200 ;desc="${device}"`])
    const first = await held(page)
    expect(await fits(100)).toEqual([`200 ;desc="${device}"`])
    const last = await held(page)
    expect(first.live).toBeGreaterThan(0)
    expect(last.live).toBeLessThanOrEqual(first.live)
    expect(last.bytes).toBeLessThan(1.1 * first.bytes)
  })

test('a hidden page, its timers throttled, goes on fitting', async ({ baseURL }) => {
  // Playwright keeps its own pages visible; those of the browser's first context it leaves alone.
  const browser = await chromium.launch({
    ...softwareGpu.launchOptions,
    ignoreDefaultArgs: [
      '--disable-backgrounding-occluded-windows',
      '--disable-renderer-backgrounding',
      '--disable-background-timer-throttling'
    ]
  })
  const devtools = await browser.newBrowserCDPSession()
  const { targetId } = await devtools.send('Target.createTarget', { url: baseURL! })
  const { sessionId } = await devtools.send('Target.attachToTarget', { targetId, flatten: false })
  let asked = 0
  const evaluate = <T>(expression: string): Promise<T> => {
    const id = ++asked
    const params = { expression, awaitPromise: true, returnByValue: true }
    const message = JSON.stringify({ id, method: 'Runtime.evaluate', params })
    return new Promise((resolve) => {
      devtools.on('Target.receivedMessageFromTarget', (received) => {
        const answer = JSON.parse(received.message) as { id: number; result: { result: { value: T } } }
        if (answer.id === id) resolve(answer.result.result.value)
      })
      void devtools.send('Target.sendMessageToTarget', { sessionId, message })
    })
  }
  await expect.poll(() => evaluate<string>('document.body.innerText')).toContain('titanic')
  const front = await devtools.send('Target.createTarget', { url: 'about:blank' })
  await devtools.send('Target.activateTarget', { targetId: front.targetId })
  await expect.poll(() => evaluate('document.visibilityState')).toBe('hidden')
  const fit = (device: string): Promise<{ score: number; device: string }> =>
    evaluate(`fetch('/ml?_action=train&solver=newton-cholesky&_device=${device}', { method: 'POST' }).then(async (answer) =>
      ({ ...(await answer.json()), device: answer.headers.get('server-timing') }))`)
  const right = await fit('cpu')
  for (const device of ['webgpu', 'webgl']) {
    const { score, device: used } = await fit(`${device}!`)
    expect(used).toContain(`device;desc="${device}"`)
    expect(score).toBe(right.score)
  }
  await browser.close()
})
