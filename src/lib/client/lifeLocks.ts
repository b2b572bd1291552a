/** Web Locks as signs of life: whoever gets another's lock learns that it is gone, however that came about. */

export class GoneError extends Error {
  override name = 'GoneError'
}

/**
 * Takes a lock of a new name that begins so, for as long as this page or worker lives or until `end` resolves. Resolves to
 * the name once the lock is held: whoever is told it earlier could find it free.
 */
export function holdLock(
  begin: string,
  end: Promise<unknown> = new Promise(() => undefined)
): Promise<string> {
  return new Promise((resolve) => {
    const name = begin + crypto.randomUUID()
    const hold = (): Promise<unknown> => {
      resolve(name)
      return end
    }
    void navigator.locks.request(name, hold)
  })
}

/** Rejects with a GoneError once the lock's holder is gone. */
export const untilGone = (lock: string): Promise<never> =>
  navigator.locks.request(lock, (): never => {
    throw new GoneError('It is gone')
  })
