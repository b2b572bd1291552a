/** The handlers' patterns, in memory and, for the next start of the service worker, in a cache. */
import { createRouter, type Route } from '$lib/mlhandler/router'

const cacheName = 'mlhandler-routes'
const entry = '/mlhandler-routes.json'

export class RouteMemory {
  private router: ReturnType<typeof createRouter> | undefined
  private reading: Promise<void> | undefined

  async set(routes: readonly Route[]): Promise<void> {
    this.router = createRouter(routes)
    const cache = await caches.open(cacheName)
    await cache.put(entry, Response.json(routes))
  }

  /** Is the path a handler's? undefined while the routes are not known. */
  match(pathname: string): boolean | undefined {
    if (!this.router) return undefined
    return this.router(pathname) !== undefined
  }

  /** The same, after reading the routes. */
  async read(pathname: string): Promise<boolean> {
    this.reading ??= this.restore()
    await this.reading
    return this.match(pathname) ?? false
  }

  private async restore(): Promise<void> {
    const stored = await (await caches.open(cacheName)).match(entry)
    this.router ??= createRouter(stored ? ((await stored.json()) as Route[]) : [])
  }
}
