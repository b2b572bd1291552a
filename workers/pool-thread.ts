/** A thread of the pool: does the tasks it is told, one at a time. */
import { expose } from 'comlink'
import { ValueError } from '../src/lib/sklearn/exceptions'
import { loadTask } from '../src/lib/sklearn/tasks'

/** comlink carries an error's name and message only; the remedy goes beside them. */
export type Outcome =
  | { readonly value: unknown }
  | { readonly error: { readonly name: string; readonly message: string; readonly hint?: string } }

let shared: unknown

const thread = {
  share(value: unknown): void {
    shared = value
  },

  async run(name: string, item: unknown): Promise<Outcome> {
    try {
      const task = await loadTask(name)
      return { value: await task(shared, item) }
    } catch (error) {
      const { name, message } = error as Error
      return { error: { name, message, hint: error instanceof ValueError ? error.hint : undefined } }
    }
  }
}

export type PoolThread = typeof thread

expose(thread)
