/** The requests that are being answered, by their ids, so that each can be stopped. */
export class RunningRequests {
  private readonly controllers = new Map<string, AbortController>()
  /** Stopped before they came: a page's word may overtake its request. */
  private readonly early = new Set<string>()

  /** Does the work of a request; its signal is aborted by `cancel`, or when the one given is. */
  async run<T>(id: string, work: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const controller = new AbortController()
    const stop = (): void => controller.abort()
    this.controllers.set(id, controller)
    signal?.addEventListener('abort', stop, { once: true })
    if (this.early.delete(id) || signal?.aborted) stop()
    try {
      return await work(controller.signal)
    } finally {
      this.controllers.delete(id)
      signal?.removeEventListener('abort', stop)
    }
  }

  cancel(id: string): void {
    const controller = this.controllers.get(id)
    if (controller) controller.abort()
    else this.early.add(id)
  }
}
