/** Which device a request or a handler asks for. */
import { nearest } from '$lib/estimator/nearest'
import type { Backend } from '$lib/numeric/backend'
import { HttpError } from './errors'

/** One piece of work on devices: what it computes with, and afterwards what happened. */
export interface DeviceJob {
  /** Without it all is computed here. */
  readonly backend?: Backend
  /** The devices that were used: 'cpu', 'webgpu' … */
  used(): string
  /** Why a device was not used, or not to the end. */
  readonly warnings: readonly string[]
}

/** The devices of this machine. */
export interface Devices {
  job(name: string): Promise<DeviceJob>
}

const deviceNames = ['auto', 'cpu', 'wasm', 'webgl', 'webgpu']

/** The device of `?_device=` or kwargs.device, `auto` where neither names one. With `!` at its end nothing else will do. */
export interface Wish {
  readonly name: string
  readonly must: boolean
}

/** Throws 400 for a device that there is nowhere. */
export function readDevice(asked: string | undefined, configured: string | undefined): Wish {
  const text = asked ?? configured ?? 'auto'
  const must = text.endsWith('!')
  const name = must ? text.slice(0, -1) : text
  if (deviceNames.includes(name)) return { name, must }
  const close = nearest(name, deviceNames)
  throw new HttpError(
    'bad_argument',
    `There is no device "${text}"`,
    close.length ? `Did you mean ${close.join(', ')}?` : `There are: ${deviceNames.join(', ')}.`,
    { device: text, nearest: close }
  )
}

/** Work as wished for. Throws 503 where it has to be a device that is not to be had. */
export async function startJob(devices: Devices | undefined, { name, must }: Wish): Promise<DeviceJob> {
  const here: DeviceJob = {
    used: () => 'cpu',
    warnings:
      name === 'auto' || name === 'cpu'
        ? []
        : [`${name} is not used: there are no devices here, only the CPU`]
  }
  const job = (await devices?.job(name)) ?? here
  insist({ name, must }, job.warnings)
  return job
}

/** Throws 503 where another device than the wished-for one was used, and it had to be that one. */
export function insist({ name, must }: Wish, warnings: readonly string[]): void {
  if (must && warnings.length)
    throw new HttpError('no_device', warnings[0], `Ask for ${name} without "!" to use the CPU then.`, {
      device: name
    })
}
