/** What a device does in a second on this machine, and what a piece of work will therefore take. */
import { FLOAT64, type Backend, type Plan } from '$lib/numeric/backend'
import { matrix, type Matrix } from '$lib/numeric/matrix'

export interface Speed {
  /** Multiplications with addition a second, in products with a few columns. */
  readonly products: number
  /** The same in Gram matrices and other products of matrices. */
  readonly grams: number
  /** Values a second from here to the device. */
  readonly upload: number
  /** Seconds that any call takes. */
  readonly latency: number
}

/** Speeds by device, and what they were measured with: they do not hold for another browser or GPU. */
export interface Calibration {
  readonly machine: string
  readonly speeds: Readonly<Record<string, Speed>>
}

export interface CalibrationStore {
  read(): Promise<Calibration | undefined>
  write(calibration: Calibration): Promise<void>
}

/** Long enough for clocks that browsers make coarse. */
const ENOUGH_SECONDS = 0.02
const COLS = 128
const MOST_ROWS = 2 ** 15
/** Columns of the products that are timed: with one alone it would be the way to the memory. */
const FEW = 8

/** A machine that is busy with something else makes a time longer, never shorter: the least of some is the one to trust. */
const TRIES = 3
/** What takes longer than this in all needs no second try, and a device that does needs no larger matrix. */
const LONG_SECONDS = 0.5

type Clock = () => number

/** What is there at once is not waited for: other work would come in between, and be timed too. */
async function seconds(work: () => unknown, clock: Clock): Promise<number> {
  let least = Infinity
  const first = clock()
  for (let i = 0; i < TRIES && clock() - first < 1000 * LONG_SECONDS; i++) {
    const begun = clock()
    const result = work()
    if (result instanceof Promise) await result
    least = Math.min(least, clock() - begun)
  }
  return Math.max(least, 1e-3) / 1000
}

const noise = (rows: number): Matrix =>
  matrix(
    rows,
    COLS,
    Float64Array.from({ length: rows * COLS }, (_, i) => ((i * 7919) % 1009) / 1009)
  )

/** Measures a device with ever larger matrices until they take long enough to be timed. */
export async function measure(device: Backend, clock: Clock = () => performance.now()): Promise<Speed> {
  const small = await device.hold(noise(4))
  const one = new Float64Array(COLS).fill(1)
  const few = new Float64Array(COLS * FEW).fill(1)
  await small.matmat(one, 1)
  const calls = 5
  const latency =
    (await seconds(async () => {
      for (let i = 0; i < calls; i++) await small.matmat(one, 1)
    }, clock)) / calls
  small.dispose()
  for (let rows = 512; ; rows *= 4) {
    const X = noise(rows)
    const values = rows * COLS
    // What is held may still be on its way: the product waits for it. The first of a size may have to be compiled.
    const upload = await seconds(async () => {
      const sent = await device.hold(X)
      await sent.matmat(one, 1)
      sent.dispose()
    }, clock)
    const held = await device.hold(X)
    await held.matmat(few, FEW)
    await held.gram()
    const product = await seconds(() => held.matmat(few, FEW), clock)
    const gram = await seconds(() => held.gram(), clock)
    held.dispose()
    const enough = gram > ENOUGH_SECONDS + latency || rows >= MOST_ROWS
    if (!enough && upload + product + gram < LONG_SECONDS) continue
    // Too slow for larger ones: then what a call takes counts as work, lest it look faster than it is.
    const beyond = (time: number): number => (enough ? Math.max(time - latency, 0.05 * time, 1e-6) : time)
    return {
      products: (values * FEW) / beyond(product),
      grams: (values * COLS) / beyond(gram),
      upload: values / beyond(upload),
      latency
    }
  }
}

/** Products with X, here, by which rounded results are refined. */
const REFINEMENT = { products: 12, grams: 8 }

/** Seconds that planned work on a rows × cols matrix takes on a device, with its refinement on the CPU. */
export function expectedSeconds(
  [rows, cols]: readonly [number, number],
  { columns = 0, products = 0, grams = 0 }: Plan,
  speed: Speed,
  cpu: Speed,
  roundoff: number
): number {
  const values = rows * cols
  const moved = (columns * (rows + cols)) / 2 + grams * cols * cols
  const work = (columns * values) / speed.products + (grams * values * cols) / speed.grams
  if (speed === cpu) return work
  const refinement =
    roundoff > FLOAT64 ? ((grams ? REFINEMENT.grams : REFINEMENT.products) * values) / cpu.products : 0
  return work + (values + moved) / speed.upload + (products + grams) * speed.latency + refinement
}
