/** The site's files, for the handlers that name them. */
import type { ModelFiles } from '$lib/transformers'
import type { LoadedFile } from '$lib/mlhandler/host'

const validators = ['etag', 'last-modified', 'content-length']

const validatorOf = ({ headers }: Response): string | null => {
  const found = validators.map((name) => headers.get(name))
  return found[0] ?? (found[1] && found[2] ? `${found[1]} ${found[2]}` : null)
}

async function digest(blob: Blob): Promise<string> {
  const bytes = await crypto.subtle.digest('SHA-256', await blob.arrayBuffer())
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** From the network; what was kept for offline use where that cannot be reached (in a service worker nothing else asks it). */
export async function fetchFile(url: string, init?: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init)
  } catch (error) {
    const kept = init?.signal?.aborted ? undefined : await caches.match(url)
    if (kept) return kept
    throw error
  }
}

export async function load(url: string, signal?: AbortSignal): Promise<LoadedFile> {
  const response = await fetchFile(url, { cache: 'no-cache', signal })
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`.trim())
  const blob = await response.blob()
  return {
    blob,
    name: new URL(response.url || url, location.href).pathname.split('/').pop()!,
    type: response.headers.get('content-type') ?? '',
    signature: validatorOf(response) ?? (await digest(blob))
  }
}

/** Asks for the headers only; null when the server tells nothing or cannot be reached. */
export async function signature(url: string): Promise<string | null> {
  try {
    const response = await fetch(url, { method: 'HEAD', cache: 'no-cache' })
    return response.ok ? validatorOf(response) : null
  } catch {
    return null
  }
}

/** The files of a model, below a folder of the site. */
export const modelFiles = (folder: string): ModelFiles => ({
  async read(name) {
    const response = await fetchFile(folder + name)
    if (!response.ok) throw new Error(`${response.status} ${response.statusText}`.trim())
    return new Uint8Array(await response.arrayBuffer())
  }
})
