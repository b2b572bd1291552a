/** The site's own files, kept so that it works offline after one visit. */

/** Large parts that only some handlers use: kept when they are first used, not before. */
const large = /\/models\/|ort-wasm|\/transformers-|\.wasm$/

/** The text models that come with the site; others lie in folders of their own. */
const ownModels = /\/models\/[^/]+$/

/** Their names change with their content: what is kept is never out of date. */
const immutable = '/_app/immutable/'

export class OfflineFiles {
  constructor(
    private readonly cacheName: string,
    /** Scripts and styles, pages and static files, as paths. */
    private readonly files: readonly string[],
    /** The path of a JSON list of further files, relative to the base. */
    private readonly list: string,
    private readonly base: string
  ) {}

  async fill(): Promise<void> {
    const cache = await caches.open(this.cacheName)
    const listed = (await (await fetch(`${this.base}/${this.list}`)).json()) as string[]
    const wanted = [...this.files, ...listed.map((path) => `${this.base}/${path}`)].filter(
      (path) => !large.test(path)
    )
    const paths = [...new Set(wanted)]
    // A site that embeds this has the scripts, but not all of our pages and samples.
    const others = paths
      .filter((path) => !path.includes(immutable))
      .map((path) => new Request(path, { cache: 'no-cache' }))
    await Promise.all([
      cache.addAll(paths.filter((path) => path.includes(immutable))),
      Promise.allSettled(others.map((request) => cache.add(request)))
    ])
  }

  /**
   * Fetches the site's own text models too, one file after another, unless the user saves data. Rejects when one cannot be
   * had: what is there stays, and the next call goes on from it.
   */
  async fillModels(): Promise<void> {
    const { connection } = navigator as { readonly connection?: { readonly saveData?: boolean } }
    if (connection?.saveData) return
    const cache = await caches.open(this.cacheName)
    for (const path of this.files.filter((path) => ownModels.test(path)))
      if (!(await cache.match(path))) await cache.add(new Request(path, { cache: 'no-cache' }))
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

  /** Answers a GET from the cache or the network, anything else from the network. */
  async answer(request: Request): Promise<Response> {
    if (request.method !== 'GET') return fetch(request)
    const cache = await caches.open(this.cacheName)
    const { pathname } = new URL(request.url)
    if (pathname.includes(immutable)) {
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
