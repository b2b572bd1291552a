/**
 * A device that is not trusted further than it can be checked. Samples of each result are computed again here; a device
 * that throws, is lost or gives a wrong value is not used again, and the work goes on here on the same data: whoever asked
 * for the product notices nothing.
 */
import { cpu, type Backend, type LinearOperator } from '$lib/numeric/backend'
import type { Distances, Metric } from '$lib/numeric/distances'
import type { Matrix } from '$lib/numeric/matrix'
import { checkDistances, checkGram, checkProduct, checkTurned } from './samples'

export interface Health {
  /** Why the device is not used any more. */
  failure?: string
}

export interface GuardOptions {
  /** The device's unit roundoff. */
  readonly roundoff: number
  /** Shared by all that use the device. */
  readonly health: Health
  /**
   * Compute samples of each result again (true unless told otherwise). Not needed of WebAssembly, whose arithmetic is laid
   * down to the last digit: there the known answers tell enough.
   */
  readonly sampled?: boolean
  /** Told when the device fails, before the work goes on here. */
  readonly onFallback?: (reason: string) => void
  /** Told each time that the device has done a piece of work. */
  readonly onUse?: () => void
}

export function guarded(
  device: Backend,
  { health, onFallback, onUse, roundoff, sampled = true }: GuardOptions
): Backend {
  /** Runs on the device, and from its first failure on here. */
  const either = async <T>(onDevice: () => Promise<T>, here: () => T | Promise<T>): Promise<T> => {
    if (health.failure === undefined)
      try {
        return await onDevice()
      } catch (error) {
        health.failure = error instanceof Error ? error.message : String(error)
        onFallback?.(`${device.name} failed: ${health.failure}`)
      }
    return here()
  }

  /** The device's result once it is found to be right, else what is computed here. */
  const checked = <T>(
    ask: () => T | Promise<T>,
    check: (result: T) => void,
    here: () => T | Promise<T>
  ): Promise<T> =>
    either(async () => {
      const result = await ask()
      if (sampled) check(result)
      onUse?.()
      return result
    }, here)

  const operator = (X: Matrix, held: LinearOperator): LinearOperator => {
    const own = cpu.hold(X)
    return {
      device: held.device,
      roundoff: held.roundoff,
      shape: X.shape,
      matmat: (W, k) =>
        checked(
          () => held.matmat(W, k),
          (values) => checkProduct(values, X, W, k, roundoff),
          () => own.matmat(W, k)
        ),
      rmatmat: (R, k) =>
        checked(
          () => held.rmatmat(R, k),
          (values) => checkTurned(values, X, R, k, roundoff),
          () => own.rmatmat(R, k)
        ),
      gram: (weights) =>
        checked(
          () => held.gram(weights),
          ({ data }) => checkGram(data, X, weights, roundoff),
          () => own.gram(weights)
        ),
      dispose: () => held.dispose()
    }
  }

  const distances = (X: Matrix, Y: Matrix, metric: Metric, held: Distances): Distances => ({
    block: (from, to) =>
      checked(
        () => held.block(from, to),
        (values) => checkDistances(values, from, [X, Y, metric], held),
        async () => (await cpu.between(X, Y, metric)).block(from, to)
      ),
    error: held.error && ((i) => held.error!(i)),
    dispose: () => held.dispose()
  })

  return {
    name: device.name,
    hold: (X, plan) =>
      either(
        async () => operator(X, await device.hold(X, plan)),
        () => cpu.hold(X)
      ),
    matmul: (A, B) =>
      checked(
        () => device.matmul(A, B),
        ({ data }) => checkProduct(data, A, B.data, B.shape[1], roundoff),
        () => cpu.matmul(A, B)
      ),
    between: (X, Y, metric) =>
      either<Distances>(
        async () => distances(X, Y, metric, await device.between(X, Y, metric)),
        () => cpu.between(X, Y, metric)
      )
  }
}
