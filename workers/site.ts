/** The app over this site's files and IndexedDB, as the engine and the service worker run it. */
import { App } from '$lib/mlhandler/App'
import type { Host } from '$lib/mlhandler/host'
import { IndexedDBStore } from '$lib/storage/IndexedDBStore'
import { fetchFile, load, signature } from './files'

export interface SiteParts extends Pick<Host, 'pool' | 'devices' | 'text' | 'mostValues'> {
  loadTransform(spec: string, folder: string): ReturnType<Host['transform']>
}

export interface Site {
  readonly app: App
  /** Where gramex.yaml lies, as a URL path without a slash at its end. */
  readonly folder: string
  /** Reads gramex.yaml under the base path; later calls read it anew, here and in all other tabs' engines. */
  open(base: string): Promise<void>
  /** Answers once gramex.yaml has been read. */
  handle(request: Request): Promise<Response>
}

/** Carries the base path of a site whose gramex.yaml was just read: whoever answers for it reads it too. */
const news = new BroadcastChannel('mlhandler-opened')

export function createSite({ loadTransform, ...parts }: SiteParts): Site {
  let folder = ''
  const transform: Host['transform'] = (spec) => loadTransform(spec, folder)
  const app = new App({ store: new IndexedDBStore(), load, signature, transform, ...parts })
  let opened: Promise<void> | undefined
  /** Where it cannot be read again, what was read before stays. */
  const read = async (base: string): Promise<void> => {
    folder = base
    const response = await fetchFile(`${base}/gramex.yaml`, { cache: 'no-cache' })
    const text = response.ok ? await response.text() : ''
    if (text || !app.routes.length) app.configure(text, { base, folder })
  }
  news.onmessage = ({ data: base }: MessageEvent<string>) => {
    const before = opened
    if (before && base === folder) opened = read(base).catch(() => before)
  }
  return {
    app,
    get folder() {
      return folder
    },
    async open(base) {
      await (opened = read(base))
      news.postMessage(base)
    },
    async handle(request) {
      await opened
      return app.handle(request)
    }
  }
}
