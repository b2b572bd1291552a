/** One handler: a request at its pattern becomes an answer. The tables below are the whole of what it does. */
import { append } from './actions/append'
import { put, remove } from './actions/change'
import { getCache, getModel, getParams } from './actions/describe'
import { download } from './actions/download'
import { getPage } from './actions/page'
import { predictBody, predictQuery } from './actions/predict'
import { score } from './actions/score'
import { train } from './actions/train'
import { fieldsOf, readBody } from './body'
import type { HandlerConfig } from './config'
import { Context, type Action } from './context'
import { HttpError, toHttpError } from './errors'
import { crossSiteHeader } from './headers'
import type { Host } from './host'
import { Query } from './query'
import { Session } from './session'

/** GET ?_flag, in the order in which they win. */
const views: readonly (readonly [flag: string, action: Action])[] = [
  ['_model', getModel],
  ['_params', getParams],
  ['_cache', getCache],
  ['_download', download]
]

/** POST ?_action=… */
const actions: Readonly<Record<string, Action>> = {
  predict: predictBody,
  score,
  train,
  retrain: train,
  append
}

const get: Action = (context) => {
  const view = views.find(([flag]) => context.query.has(flag))
  if (view) return view[1](context)
  return Object.keys(context.query.fields).length ? predictQuery(context) : getPage(context)
}

const post: Action = (context) => {
  const name = context.query.get('_action') || 'predict'
  if (Object.hasOwn(actions, name)) return actions[name](context)
  throw new HttpError(
    'bad_argument',
    `There is no action "${name}"`,
    `There are: ${Object.keys(actions).join(', ')}.`,
    { action: name }
  )
}

const methods: Readonly<Record<string, Action>> = {
  GET: get,
  HEAD: get,
  POST: post,
  PUT: put,
  DELETE: remove
}

const allowed = Object.keys(methods).join(', ')

export class MLHandler {
  readonly session: Session

  constructor(
    readonly config: HandlerConfig,
    host: Host
  ) {
    this.session = new Session(config, host)
  }

  /** Answers in any case: what is thrown becomes an error answer. */
  async handle(request: Request): Promise<Response> {
    const response = await this.answer(request)
    return request.method === 'HEAD' ? new Response(null, response) : response
  }

  private async answer(request: Request): Promise<Response> {
    try {
      this.refuseProblems()
      this.refuseCrossSite(request)
      const method = Object.hasOwn(methods, request.method) ? methods[request.method] : undefined
      if (!method)
        throw new HttpError(
          'method_not_allowed',
          `${request.method} is not possible here`,
          `Use ${allowed}.`,
          undefined,
          { allow: allowed }
        )
      const context = await this.open(request)
      await this.session.ready()
      const response = await method(context)
      if (context.timing.header) response.headers.set('server-timing', context.timing.header)
      return response
    } catch (error) {
      return toHttpError(error).toResponse()
    }
  }

  /** Flags such as `_action` may also stand among a form's fields. */
  private async open(request: Request): Promise<Context> {
    const body = await readBody(request, this.config.maxBodySize)
    const query = Query.of(new URL(request.url).searchParams).with(new Query(fieldsOf(body).flags, {}))
    return new Context(request, this.session, query, body)
  }

  /** What changes something must come from this site, unless the handler says that others may. */
  private refuseCrossSite({ headers, method }: Request): void {
    if (!this.config.xsrfCookies || method === 'GET' || method === 'HEAD' || !headers.has(crossSiteHeader))
      return
    throw new HttpError(
      'cross_site',
      `This ${method} comes from another site`,
      'Send it from a page of this site, or set xsrf_cookies: false for the handler in gramex.yaml.'
    )
  }

  private refuseProblems(): void {
    const { problems, key } = this.config
    if (!problems.length) return
    const [{ message, hint, line }] = problems
    throw new HttpError('config', `gramex.yaml${line ? `, line ${line}` : ''}: ${message}`, hint, {
      handler: key,
      problems
    })
  }
}
