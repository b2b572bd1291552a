/**
 * Keeps a long computation answerable: call the function often. It throws once the signal is aborted, and when 50 ms have
 * passed it gives a promise that lets the event loop run. Asking costs a clock reading, so that inner loops need no await:
 *
 *     const due = pace()
 *     if (due) await due
 */
export function pacer(signal?: AbortSignal, everyMs = 50): () => Promise<void> | undefined {
  signal?.throwIfAborted()
  let last = performance.now()
  return () => {
    signal?.throwIfAborted()
    if (performance.now() - last < everyMs) return undefined
    return new Promise<void>((resolve) => setTimeout(resolve, 0)).then(() => {
      signal?.throwIfAborted()
      last = performance.now()
    })
  }
}
