import type { Pool } from './parallel'
import { withOwnArrays, withSharedArrays } from './sharedArrays'

/** A thread that knows the tasks of sklearn/tasks.ts. */
export interface Thread {
  /** Keeps what the following items have in common. */
  share(shared: unknown): Promise<void>
  run(task: string, item: unknown): Promise<unknown>
  terminate(): void
}

/**
 * A pool over threads that are started when there is work for them and ended when there has been none for a while. Each
 * `map` has as many lanes as it can use; a lane borrows a thread and gives it the next item until none is left, so that
 * several maps share the threads and a slow item holds up no other. Where the page is cross-origin isolated all threads
 * read the same arrays; elsewhere each gets a copy.
 */
export class ThreadPool implements Pool {
  private readonly idle: Thread[] = []
  private readonly waiting: ((thread: Thread) => void)[] = []
  private started = 0
  private rest: ReturnType<typeof setTimeout> | undefined

  /** @param idleMs how long threads are kept without work */
  constructor(
    readonly size: number,
    private readonly start: () => Thread,
    private readonly idleMs = 60_000
  ) {}

  async map<Shared, Item, Result>(
    task: string,
    shared: Shared,
    items: readonly Item[],
    { signal, onDone }: { signal?: AbortSignal; onDone?: (done: number) => void } = {}
  ): Promise<Result[]> {
    signal?.throwIfAborted()
    const results = new Array<Result>(items.length)
    const common = withSharedArrays(shared)
    let next = 0
    let done = 0
    const work = async (thread: Thread): Promise<void> => {
      await thread.share(common)
      while (next < items.length) {
        const i = next++
        results[i] = withOwnArrays((await thread.run(task, items[i])) as Result)
        onDone?.(++done)
      }
    }
    const lane = async (): Promise<void> => {
      const thread = await this.borrow()
      if (next >= items.length) return this.giveBack(thread)
      try {
        await unlessAborted(work(thread), signal)
        this.giveBack(thread)
      } catch (error) {
        // What the other lanes would do is no longer wanted, and this thread may still be at its item, or dead.
        next = items.length
        this.discard(thread)
        throw error
      }
    }
    await Promise.all(Array.from({ length: Math.min(this.size, items.length) }, lane))
    return results
  }

  /** Ends the threads that have no work. */
  dispose(): void {
    clearTimeout(this.rest)
    for (const thread of this.idle.splice(0)) this.discard(thread)
  }

  private borrow(): Promise<Thread> {
    clearTimeout(this.rest)
    const thread = this.idle.pop()
    if (thread) return Promise.resolve(thread)
    if (this.started < this.size) {
      this.started++
      return Promise.resolve(this.start())
    }
    return new Promise((resolve) => this.waiting.push(resolve))
  }

  private giveBack(thread: Thread): void {
    const next = this.waiting.shift()
    if (next) return next(thread)
    this.idle.push(thread)
    if (this.idle.length === this.started) this.rest = setTimeout(() => this.dispose(), this.idleMs)
  }

  private discard(thread: Thread): void {
    thread.terminate()
    this.started--
    const next = this.waiting.shift()
    if (!next) return
    this.started++
    next(this.start())
  }
}

/** The work's outcome, or the signal's reason as soon as it is aborted. */
async function unlessAborted<T>(work: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (!signal) return work
  let abort = (): void => {}
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason)
    signal.addEventListener('abort', abort)
  })
  try {
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
