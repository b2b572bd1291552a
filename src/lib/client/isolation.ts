/**
 * Cross-origin isolation, which SharedArrayBuffer needs, on hosts that send no headers for it: the service worker adds them
 * to what opens a page, a frame or a worker. It is asked for in the address of the service worker's script, which is there
 * before any page is.
 */

/**
 * What an isolated page may load from other origins: `require-corp` what allows it by a header of its own, `credentialless`
 * also the rest, without cookies (not in Safari, where such a page is not isolated).
 */
export type EmbedderPolicy = 'require-corp' | 'credentialless'

const parameter = 'isolate'

/** What has an embedder policy of its own. Files of the same origin need no header to be loaded. */
const holders = ['document', 'iframe', 'frame', 'embed', 'object', 'worker', 'sharedworker']

/** The service worker's script, told whether to isolate. */
export const withIsolation = (script: string, policy: EmbedderPolicy | false): string =>
  policy ? `${script}?${parameter}=${policy}` : script

/** Adds the headers that the service worker's address (its `search`) asks for; without any, answers stay as they are. */
export function createIsolation(search: string): (request: Request, response: Response) => Response {
  const policy = new URLSearchParams(search).get(parameter)
  return (request, response) => {
    // A redirection is not ours to read: the page that it leads to gets the headers.
    if (!policy || !holders.includes(request.destination) || response.status === 0) return response
    const headers = new Headers(response.headers)
    headers.set('Cross-Origin-Opener-Policy', 'same-origin')
    headers.set('Cross-Origin-Embedder-Policy', policy)
    headers.set('Cross-Origin-Resource-Policy', 'same-origin')
    const { status, statusText } = response
    return new Response(response.body, { status, statusText, headers })
  }
}
