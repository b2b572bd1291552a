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
  /** Reads gramex.yaml under the base path; later calls read it anew. */
  open(base: string): Promise<void>
}

export function createSite({ loadTransform, ...parts }: SiteParts): Site {
  let folder = ''
  const transform: Host['transform'] = (spec) => loadTransform(spec, folder)
  const app = new App({ store: new IndexedDBStore(), load, signature, transform, ...parts })
  return {
    app,
    get folder() {
      return folder
    },
    async open(base) {
      folder = base
      const response = await fetchFile(`${base}/gramex.yaml`)
      app.configure(response.ok ? await response.text() : '', { base, folder })
    }
  }
}
