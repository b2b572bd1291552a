/**
 * The handlers inside the service worker, for when no page is there to run an engine: light work only. It is loaded as a
 * classic script, when it is first needed. What needs more than this thread should give answers 503.
 */
import { createSite, type Site } from './site'

/** Rows × columns that may be learned from here: the Titanic, not much more. */
const mostValues = 20_000

let site: Promise<Site> | undefined

async function open(base: string): Promise<Site> {
  const refuse = (): never => {
    throw Object.assign(new Error('No engine could be reached to run the transform'), {
      name: 'NoEngineError',
      hint: 'Open a page of this site that starts one (its home page does), then ask again.'
    })
  }
  const created = createSite({ mostValues, loadTransform: async () => refuse })
  await created.open(base)
  return created
}

/** Answers a request of the site under `base`. */
export async function handle(request: Request, base: string): Promise<Response> {
  site ??= open(base).catch((error: unknown) => {
    site = undefined
    throw error
  })
  return (await site).handle(request)
}
