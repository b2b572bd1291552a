/** The site's own files, kept so that it works offline after one visit. */

/** Large parts that only some handlers use: kept when they are first used, not before. */
const large = /\/models\/|ort-wasm|\.wasm$/

export class OfflineFiles {
  private readonly immutable: ReadonlySet<string>

  constructor(
    private readonly cacheName: string,
    /** Files whose names change with their content. */
    build: readonly string[],
    /** Pages and static files. */
    private readonly files: readonly string[]
  ) {
    this.immutable = new Set(build)
  }

  async fill(): Promise<void> {
    const cache = await caches.open(this.cacheName)
    const wanted = [...this.immutable, ...this.files].filter((path) => !large.test(path))
    await cache.addAll(
      wanted.map((path) => new Request(path, { cache: this.immutable.has(path) ? 'default' : 'no-cache' }))
    )
  }

  /** Removes what earlier versions kept. */
  async dropOld(): Promise<void> {
    const family = this.cacheName.replace(/[^-]*$/, '')
    const names = await caches.keys()
    await Promise.all(
      names
        .filter((name) => name.startsWith(family) && name !== this.cacheName)
        .map((name) => caches.delete(name))
    )
  }

  /** Answers a GET from the cache or the network; anything else goes its way untouched. */
  respond(event: { readonly request: Request; respondWith(response: Promise<Response>): void }): void {
    if (event.request.method === 'GET') event.respondWith(this.answer(event.request))
  }

  async answer(request: Request): Promise<Response> {
    if (request.method !== 'GET') return fetch(request)
    const cache = await caches.open(this.cacheName)
    const { pathname } = new URL(request.url)
    if (this.immutable.has(pathname)) {
      const kept = await cache.match(pathname)
      if (kept) return kept
    }
    try {
      const response = await fetch(request)
      if (response.status === 200 && response.type === 'basic') await cache.put(pathname, response.clone())
      return response
    } catch (error) {
      const kept = await cache.match(pathname)
      if (kept) return kept
      throw error
    }
  }
}
