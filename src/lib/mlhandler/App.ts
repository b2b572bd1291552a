/** The site's handlers behind one function from Request to Response. */
import { parseConfig, type Place, type Problem } from './config'
import { HttpError } from './errors'
import { textFamily } from './families/text'
import type { Host } from './host'
import { MLHandler } from './MLHandler'
import { createRouter, inOrder, type Route } from './router'
import { stateOf, type HandlerState } from './state'

export class App {
  private handlers = new Map<string, MLHandler>()
  private match = createRouter([])
  /** What is wrong with gramex.yaml as a whole. */
  problems: readonly Problem[] = []

  constructor(private readonly host: Host) {}

  /** Reads gramex.yaml anew; a handler whose block is the same goes on as it is. */
  configure(text: string, place: Place): void {
    const { handlers, problems } = parseConfig(text, place)
    const before = this.handlers
    this.problems = problems
    this.handlers = new Map(
      handlers.map((config) => {
        const known = before.get(config.key)
        return [config.key, known?.config.source === config.source ? known : new MLHandler(config, this.host)]
      })
    )
    this.match = createRouter(this.routes)
  }

  /** What the service worker needs to know which requests are ours. */
  get routes(): Route[] {
    return inOrder([...this.handlers.values()].map(({ config }) => config))
      .map(({ key, pattern }) => ({ key, pattern }))
      .filter(({ pattern }) => pattern !== '')
  }

  /** Does a handler use the text models that come with the site? */
  get textModels(): boolean {
    return [...this.handlers.values()].some(
      ({ config: { model } }) => textFamily.classNames.includes(model.class ?? '') && !model.params.model
    )
  }

  async handle(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url)
    const handler = this.handlers.get(this.match(pathname) ?? '')
    if (handler) {
      await this.readyPeers(handler)
      return handler.handle(request)
    }
    const patterns = this.routes.map(({ pattern }) => pattern)
    const [problem] = this.problems
    const hint = patterns.length
      ? `There are handlers at ${patterns.join(', ')}.`
      : problem
        ? `Correct gramex.yaml, line ${problem.line ?? 1}: ${problem.message}`
        : 'gramex.yaml names no handler.'
    return new HttpError('no_handler', `No handler answers at ${pathname}`, hint).toResponse()
  }

  /** Handlers that share a config_dir share what the others' blocks bring; their mistakes are theirs to tell. */
  private async readyPeers({ config }: MLHandler): Promise<void> {
    const peers = [...this.handlers.values()].filter(
      (other) =>
        other.config.configDir === config.configDir &&
        other.config.key !== config.key &&
        !other.config.problems.length
    )
    await Promise.allSettled(peers.map(({ session }) => session.ready()))
  }

  /** Each handler as a page lists it. */
  async states(): Promise<HandlerState[]> {
    const handlers = [...this.handlers.values()]
    const states = await Promise.all(handlers.map(({ session }) => stateOf(session)))
    return states.map((state, i) => {
      const first = handlers.find(({ config }) => config.configDir === handlers[i].config.configDir)!
      return { ...state, sharedWith: first === handlers[i] ? null : first.config.key }
    })
  }
}
