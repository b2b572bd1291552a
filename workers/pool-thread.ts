/** A thread of the pool: does the tasks it is told, one at a time. */
import { expose } from 'comlink'
import { loadTask } from '$lib/sklearn/tasks'
import { settle, type Outcome } from './outcome'

let shared: unknown

const thread = {
  share(value: unknown): void {
    shared = value
  },

  run: (name: string, item: unknown): Promise<Outcome<unknown>> =>
    settle(async () => (await loadTask(name))(shared, item))
}

export type PoolThread = typeof thread

expose(thread)
