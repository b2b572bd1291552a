/** The devices of this machine: opened when first wanted, checked before they are used, measured once, chosen by size. */
import { cpu, FLOAT32, FLOAT64, type Backend, type Plan } from '$lib/numeric/backend'
import { cpuDistances } from '$lib/numeric/distances'
import { expectedSeconds, measure, type Calibration, type CalibrationStore, type Speed } from './calibration'
import { guarded, type Health } from './guard'
import { checkKnownAnswers } from './knownAnswers'

/** A device that there may be. `open` throws, with the reason, where there is none. */
export interface DeviceKind {
  readonly name: string
  readonly roundoff: number
  /** What it does on any machine, roughly, until this one is measured; without it `auto` waits for the measurement. */
  readonly typical?: Speed
  open(): Promise<Backend>
}

/** One piece of work on devices: what it computes with, and afterwards what happened. */
export interface DeviceJob {
  readonly backend?: Backend
  /** The devices that were used, 'cpu' where it was none: 'webgpu', 'wasm+webgpu'. */
  used(): string
  /** Why a device was not used, or not to the end. */
  readonly warnings: readonly string[]
}

export interface DevicesOptions {
  readonly kinds: readonly DeviceKind[]
  readonly store: CalibrationStore
  /** Names browser and GPU; a calibration holds as long as it stays the same. */
  machine(): Promise<string>
}

interface Opened {
  readonly kind: DeviceKind
  readonly backend: Backend
  readonly health: Health
}

/** Work that is done sooner than this here is not worth a thought of devices. */
const TRIFLING_SECONDS = 0.002
/** Work that takes longer than this on whatever is ready is worth a calibration, which wakes the GPU. */
const WORTHWHILE_SECONDS = 0.03
/** What typed arrays do on any machine, roughly, until this one is measured. */
const typicalCpu: Speed = { products: 1e9, grams: 1e9, upload: Infinity, latency: 0 }

export class Devices {
  private readonly opening = new Map<string, Promise<Opened>>()
  private calibrating: Promise<Calibration> | undefined
  private calibration: Calibration | undefined
  private readonly typical: Calibration['speeds']
  /** Devices that `auto` found missing, erring or lost. */
  private readonly unusable = new Set<string>()

  constructor(private readonly options: DevicesOptions) {
    const known = options.kinds.flatMap(({ name, typical }) => (typical ? [[name, typical] as const] : []))
    this.typical = { cpu: typicalCpu, ...Object.fromEntries(known) }
  }

  /** 'auto', 'cpu' and the devices. */
  get names(): string[] {
    return ['auto', 'cpu', ...this.options.kinds.map(({ name }) => name)]
  }

  /** Work on the device of that name, on the CPU where it cannot be had, or with 'auto' wherever it is done soonest. */
  async job(name: string): Promise<DeviceJob> {
    const used = new Set<string>()
    const warnings: string[] = []
    const told = (): string => [...used].sort().join('+') || 'cpu'
    if (name === 'cpu') return { used: told, warnings }
    const use = (opened: Opened): Backend =>
      guarded(opened.backend, {
        roundoff: opened.kind.roundoff,
        health: opened.health,
        sampled: opened.kind.roundoff > FLOAT64,
        onUse: () => used.add(opened.kind.name),
        onFallback: (reason) => warnings.push(`${reason}. The CPU went on`)
      })
    if (name === 'auto') return { backend: this.choosing(use), used: told, warnings }
    try {
      return { backend: use(await this.open(name)), used: told, warnings }
    } catch (error) {
      warnings.push(`${name} is not used: ${(error as Error).message}. The CPU was used instead`)
      return { used: told, warnings }
    }
  }

  /** Opens and checks a device once. Rejects with the reason where it is not there, errs, or has failed before. */
  private async open(name: string): Promise<Opened> {
    const opening = this.opening.get(name) ?? this.openAnew(name)
    this.opening.set(name, opening)
    const opened = await opening
    if (opened.health.failure) throw new Error(opened.health.failure)
    return opened
  }

  private async openAnew(name: string): Promise<Opened> {
    const kind = this.options.kinds.find((kind) => kind.name === name)
    if (!kind) throw new Error('there is no such device')
    const backend = await kind.open()
    await checkKnownAnswers(backend)
    await (await import('./knownFits')).checkKnownFits(backend)
    return { kind, backend, health: {} }
  }

  /** Chooses for each matrix by what is planned for it. */
  private choosing(use: (opened: Opened) => Backend): Backend {
    const choose = async (shape: readonly [number, number], plan: Plan): Promise<Backend> => {
      const opened = await this.fastest(shape, plan)
      return opened ? use(opened) : cpu
    }
    return {
      name: 'auto',
      choose,
      hold: async (X, plan = {}) => (await choose(X.shape, plan)).hold(X, plan),
      matmul: async (A, B) =>
        (await choose(A.shape, { products: 1, columns: B.shape[1], unrefined: true })).matmul(A, B),
      between: async (X, Y, metric) => {
        const blocks = Math.ceil(X.shape[0] / 256)
        const backend = await choose(Y.shape, { products: blocks, columns: X.shape[0] })
        return (backend === cpu ? cpuDistances : backend).between(X, Y, metric)
      }
    }
  }

  /** The device on which the work is done soonest; undefined for typed arrays. The first large work starts the calibration. */
  private async fastest(shape: readonly [number, number], plan: Plan): Promise<Opened | undefined> {
    if (expectedSeconds(shape, plan, typicalCpu, typicalCpu, FLOAT64) < TRIFLING_SECONDS) return undefined
    let best = this.soonest(shape, plan)
    if (!this.calibration && best.seconds > WORTHWHILE_SECONDS) {
      this.calibrate().catch(() => undefined)
      // A calibration that was kept is there at once; a new one is for the next work.
      await this.stored()
      best = this.soonest(shape, plan)
    }
    if (best.name === 'cpu') return undefined
    return this.open(best.name).catch(() => {
      this.unusable.add(best.name)
      return this.fastest(shape, plan)
    })
  }

  /** Where the work is done soonest, by the calibration or, until there is one, by what is typical. */
  private soonest(shape: readonly [number, number], plan: Plan): { name: string; seconds: number } {
    const speeds = this.calibration?.speeds ?? this.typical
    const here = speeds.cpu ?? typicalCpu
    let best = { name: 'cpu', seconds: expectedSeconds(shape, plan, here, here, FLOAT64) }
    for (const { name, roundoff } of this.options.kinds) {
      if (!speeds[name] || this.unusable.has(name) || (plan.unrefined && roundoff > FLOAT64)) continue
      const seconds = expectedSeconds(shape, plan, speeds[name], here, roundoff)
      if (seconds < best.seconds) best = { name, seconds }
    }
    return best
  }

  private async stored(): Promise<void> {
    const kept = await this.options.store.read().catch(() => undefined)
    if (kept && kept.machine === (await this.options.machine())) this.calibration ??= kept
  }

  /** Measures every device that can be used here, unless that was done before on this machine; once at a time. */
  calibrate(): Promise<Calibration> {
    this.calibrating ??= this.measureAll().finally(() => (this.calibrating = undefined))
    return this.calibrating
  }

  private async measureAll(): Promise<Calibration> {
    await this.stored()
    if (this.calibration) return this.calibration
    const machine = await this.options.machine()
    const speeds = { cpu: await measure(cpu) } as Record<string, Awaited<ReturnType<typeof measure>>>
    for (const { name } of this.options.kinds) {
      const opened = await this.open(name).catch(() => undefined)
      const speed = opened && (await measure(opened.backend).catch(() => undefined))
      if (speed) speeds[name] = speed
    }
    this.calibration = { machine, speeds }
    await this.options.store.write(this.calibration).catch(() => undefined)
    return this.calibration
  }
}

/** WebAssembly here, and WebGPU and WebGL by tfjs; each is loaded when it is opened. */
export const deviceKinds: readonly DeviceKind[] = [
  {
    name: 'wasm',
    roundoff: FLOAT64,
    typical: { products: 4e9, grams: 6e9, upload: 3e8, latency: 5e-5 },
    open: async () => (await import('./wasm/WasmBackend')).openWasm()
  },
  ...(['webgpu', 'webgl'] as const).map((name) => ({
    name,
    roundoff: FLOAT32,
    open: async () => (await import('./tfjs')).openTfjs(name)
  }))
]
