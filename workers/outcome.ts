/** What comes of a call to another thread, errors with all that they say. */
import { ValueError } from '$lib/estimator/exceptions'

/** comlink carries an error's name and message only; what else ours say goes beside them. */
export type Outcome<T> = { readonly value: T } | { readonly error: Thrown }

interface Thrown {
  readonly name: string
  readonly message: string
  readonly hint?: string
  readonly code?: string
  readonly details?: unknown
}

/** In the thread: the work's result or what it threw. */
export async function settle<T>(work: () => T | Promise<T>): Promise<Outcome<T>> {
  try {
    return { value: await work() }
  } catch (cause) {
    const { name, message, hint, code, details } = (
      cause instanceof Error ? cause : new Error(String(cause))
    ) as Error & Omit<Thrown, 'name' | 'message'>
    return { error: { name, message, hint, code, details } }
  }
}

/** On the other side: the result; or throws an error of the same name, with all that it said. */
export function unwrap<T>(outcome: Outcome<T>): T {
  if ('value' in outcome) return outcome.value
  const { message, hint } = outcome.error
  // A person's mistake stays one; of other errors the name tells what they are.
  const error = hint === undefined ? new Error(message) : new ValueError(message, hint)
  throw Object.assign(error, outcome.error)
}
