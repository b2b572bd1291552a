/** The pool on web workers. */
import { wrap, type Remote } from 'comlink'
import { ThreadPool, type Thread } from '$lib/sklearn/utils/ThreadPool'
import { unwrap } from './outcome'
import type { PoolThread } from './pool-thread'

/** A pool of as many threads as the machine runs at once. Nothing is started before there is work. */
export const createPool = (size = navigator.hardwareConcurrency || 1): ThreadPool =>
  new ThreadPool(size, startThread)

function startThread(): Thread {
  const ended = new AbortController()
  const started = startWorker(ended.signal)
  started.catch(() => {})
  return {
    async share(shared) {
      const { remote, failed } = await started
      await Promise.race([remote.share(shared), failed])
    },
    async run(task, item) {
      const { remote, failed } = await started
      return unwrap(await Promise.race([remote.run(task, item), failed]))
    },
    terminate: () => ended.abort()
  }
}

const mostStarts = 5

/**
 * A worker whose script runs. Where that could not be loaded (its tab is just being closed, or taken over by a service worker) it is
 * started anew: were this an error, it would be answered before the engine of a closed tab is seen to be gone.
 */
async function startWorker(
  ended: AbortSignal,
  start = 1
): Promise<{ remote: Remote<PoolThread>; failed: Promise<never> }> {
  ended.throwIfAborted()
  const worker = new Worker(new URL('./pool-thread.ts', import.meta.url), { type: 'module' })
  ended.addEventListener('abort', () => worker.terminate())
  const remote = wrap<PoolThread>(worker)
  const failed = new Promise<never>((_, reject) => {
    worker.onerror = ({ message = 'its script could not be loaded' }) =>
      reject(new Error(`A thread of the pool failed: ${message}`))
  })
  try {
    await Promise.race([remote.share(undefined), failed])
    return { remote, failed }
  } catch (error) {
    worker.terminate()
    if (start === mostStarts) throw error
    await new Promise((resolve) => setTimeout(resolve, 100 * start))
    return startWorker(ended, start + 1)
  }
}
