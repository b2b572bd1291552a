/** Trainings on the devices of the browser. SwiftShader, in software, stands in for a GPU. */
import { expect, type Page } from '@playwright/test'
import { ensureChromium, flags } from '../../tools/chromium.mjs'
import { ask, json, postJson, type Answer } from './site'

const swiftShader = [
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-features=Vulkan',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--ignore-gpu-blocklist',
  // Says at once what memory is in use, and not after minutes.
  '--enable-blink-features=ForceEagerMeasureMemory'
]

export const softwareGpu = {
  launchOptions: { executablePath: ensureChromium(), args: [...flags, ...swiftShader] }
}

export const rows = Array.from({ length: 300 }, (_, i) => {
  const noise = (k: number): number => (Math.sin(12.9898 * (i + 1) * (k + 1)) * 43758.5453) % 1
  const [a, b, c, d] = [noise(0), 2 + noise(1), 3 * noise(2), noise(3) - 1]
  const y = a - 0.5 * b + c * 0.3 + d + 0.4 * noise(4)
  return { a, b, c, d, y: Math.exp(y / 3), kind: y > 0 ? 'high' : 'low' }
})

export const deviceOf = ({ headers }: Answer): string | undefined =>
  /device;desc="([^"]*)"/.exec(headers['server-timing'] ?? '')?.[1]

export interface Training {
  /** Class and parameters. */
  readonly query: string
  readonly target: 'y' | 'kind' | ''
  /** The fitted attribute to compare. */
  readonly attribute: string
}

export interface Trained {
  readonly device: string | undefined
  readonly values: readonly number[]
  readonly warnings: readonly string[]
}

/** Trains /circlebasic on the rows above. */
export async function train(
  page: Page,
  { query, target, attribute }: Training,
  device: string
): Promise<Trained> {
  const data = rows.map(({ a, b, c, d, ...targets }) => ({
    a,
    b,
    c,
    d,
    ...(target ? { [target]: targets[target] } : {})
  }))
  const settings = `${query}&target_col=${target}&nums=a&nums=b&nums=c&nums=d`
  const answer = await ask(page, `/circlebasic?_action=train&${settings}&_device=${device}`, postJson(data))
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
  const { attrs, warnings = [] } = (await json(page, '/circlebasic?_params')) as {
    attrs: Record<string, number[]>
    warnings?: string[]
  }
  return { device: deviceOf(answer), values: attrs[attribute].flat(), warnings }
}

/** The largest difference as a share of the largest value. */
export const distance = (found: Trained, right: Trained): number =>
  Math.max(...right.values.map((value, i) => Math.abs(value - found.values[i]))) /
  Math.max(...right.values.map(Math.abs))
