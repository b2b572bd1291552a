/**
 * Work that goes to other threads, by name: a thread knows this table and nothing else. A task is a pure function of plain
 * data, so that it gives the same result in whichever thread it runs.
 */
import { pacer } from '$lib/numeric/pacer'
import type { Pool } from './utils/parallel'

/** What is done with one item; `signal` stops it where it runs in the caller's thread. */
export type Task<Shared = unknown, Item = unknown, Result = unknown> = (
  shared: Shared,
  item: Item,
  signal?: AbortSignal
) => Promise<Result>

const tasks = {
  growTree: async () => (await import('./ensemble/_growTask')).growTask as Task,
  fitBagged: async () => (await import('./ensemble/_bagTask')).bagTask as Task,
  fitAndScore: async () => (await import('./model_selection/_fitAndScore')).fitAndScore as Task
}

export type TaskName = keyof typeof tasks

export const loadTask = (name: string): Promise<Task> => tasks[name as TaskName]()

/** Stands in for a pool: does one item after another, here. */
export const serial: Pool = {
  size: 1,
  async map<Shared, Item, Result>(
    name: string,
    shared: Shared,
    items: readonly Item[],
    { signal, onDone }: { signal?: AbortSignal; onDone?: (done: number) => void } = {}
  ): Promise<Result[]> {
    const task = await loadTask(name)
    const results: Result[] = []
    // Each task rests by itself only when it takes long; many short ones must let the event loop run too.
    const due = pacer(signal)
    for (const item of items) {
      results.push((await task(shared, item, signal)) as Result)
      onDone?.(results.length)
      const rest = due()
      if (rest) await rest
    }
    return results
  }
}
