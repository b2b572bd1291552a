/** The pool on web workers. */
import { wrap } from 'comlink'
import { ThreadPool, type Thread } from '$lib/sklearn/utils/ThreadPool'
import { unwrap } from './outcome'
import type { PoolThread } from './pool-thread'

/** A pool of as many threads as the machine runs at once. Nothing is started before there is work. */
export const createPool = (size = navigator.hardwareConcurrency || 1): ThreadPool =>
  new ThreadPool(size, startThread)

function startThread(): Thread {
  const worker = new Worker(new URL('./pool-thread.ts', import.meta.url), { type: 'module' })
  const remote = wrap<PoolThread>(worker)
  const failed = new Promise<never>((_, reject) => {
    worker.onerror = ({ message }) => reject(new Error(`A thread of the pool failed: ${message}`))
  })
  failed.catch(() => {})
  return {
    share: (shared) => Promise.race([remote.share(shared), failed]),
    run: async (task, item) => unwrap(await Promise.race([remote.run(task, item), failed])),
    terminate: () => worker.terminate()
  }
}
