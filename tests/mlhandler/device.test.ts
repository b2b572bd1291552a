import { expect, test } from 'vitest'
import { Devices } from '$lib/backend/Devices'
import { openTfjs } from '$lib/backend/tfjs'
import { FLOAT32 } from '$lib/numeric/backend'
import { createSite, type TestSite } from './site'

/** A site whose WebGPU is tfjs' CPU backend, and which has no WebGL. */
const devices = new Devices({
  kinds: [
    { name: 'webgpu', roundoff: FLOAT32, open: () => openTfjs('cpu') },
    { name: 'webgl', roundoff: FLOAT32, open: () => Promise.reject(new Error('no WebGL in this browser')) }
  ],
  store: { read: async () => undefined, write: async () => undefined },
  machine: async () => 'test'
})

const yaml = (device?: string): string => `
url:
  line:
    pattern: /line
    handler: MLHandler
    kwargs:
      data: {url: /line.csv}
      model: {class: Ridge, target_col: y, nums: [x, z]}
      ${device ? `device: ${device}` : ''}
`
const rows = Array.from({ length: 40 }, (_, i) => [i, (i * 7) % 11, 3 * i - ((i * 7) % 11)].join(','))
const files = { '/line.csv': ['x,z,y', ...rows].join('\n') }

const site = (device?: string): Promise<TestSite> => createSite({ yaml: yaml(device), files, devices })
const train = (on: TestSite, query = ''): Promise<Response> =>
  on.fetch(`/line?_action=train${query}`, { method: 'POST' })

test('a train tells its device in the header and in the model’s record', async () => {
  const on = await site()
  const answer = await train(on, '&_device=webgpu')
  expect(answer.headers.get('server-timing')).toContain('device;desc="webgpu"')
  expect(await on.json('/line?_params')).toMatchObject({ device: 'webgpu' })
  const exact = await (await train(on, '&_device=cpu')).json()
  expect(await answer.json()).toEqual({ score: expect.closeTo((exact as { score: number }).score, 12) })
  expect(await on.json('/line?_params')).toMatchObject({ device: 'cpu' })
})

test('the handler’s device is used where the request names none', async () => {
  const on = await site('webgpu')
  expect((await train(on)).headers.get('server-timing')).toContain('device;desc="webgpu"')
  expect((await train(on, '&_device=auto')).headers.get('server-timing')).toContain('device;desc="cpu"')
})

test('a device that is not there is replaced by the CPU, and said so', async () => {
  const on = await site()
  const answer = await train(on, '&_device=webgl')
  expect(answer.headers.get('server-timing')).toContain('device;desc="cpu"')
  expect(await answer.json()).toMatchObject({ warnings: [expect.stringMatching(/no WebGL in this browser/)] })
  const asked = await on.fetch('/line?x=1&z=2&_device=webgl')
  expect(asked.status).toBe(200)
  expect(asked.headers.get('server-timing')).toMatch(/device;desc="cpu".*warning;desc="webgl is not used/)
})

test('with an exclamation mark nothing else will do', async () => {
  const on = await site()
  const answer = await train(on, '&_device=webgl!')
  expect(answer.status).toBe(503)
  expect(await answer.json()).toMatchObject({ error: { code: 'no_device', details: { device: 'webgl' } } })
  expect((await train(on, '&_device=webgpu!')).status).toBe(200)
})

test('an unknown device is the request’s mistake, or the file’s', async () => {
  const on = await site()
  for (const path of ['/line?_action=train&_device=webgpo', '/line?_device=gpu9&x=1&z=1']) {
    const answer = await on.fetch(path, { method: path.includes('train') ? 'POST' : 'GET' })
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ error: { code: 'bad_argument' } })
  }
  const broken = await site('webgpo')
  const answer = await broken.fetch('/line?x=1&z=1')
  expect(answer.status).toBe(500)
  expect(await answer.json()).toMatchObject({
    error: { code: 'config', message: expect.stringContaining('webgpo') }
  })
})
