import { allParams } from '../classes'
import { Frame } from '$lib/frame/Frame'
import type { Action, Context } from '../context'
import { HttpError } from '../errors'
import { stateOf } from '../state'

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;'
}
const escape = (value: unknown): string =>
  String(value).replace(/[&<>"']/g, (character) => escapes[character])

const style = `
:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}
body{max-width:44rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.25rem .75rem .25rem 0;border-bottom:1px solid #8884;vertical-align:top}
code{font-family:ui-monospace,monospace;overflow-wrap:anywhere}`

const row = (name: string, value: unknown): string =>
  `<tr><th scope="row">${escape(name)}</th><td><code>${escape(value)}</code></td></tr>`

/** GET with no arguments: the handler's template, or else what the handler is. */
export const getPage: Action = async (context) => {
  const { template } = context.session.handler
  const html = template === undefined ? await defaultPage(context) : await renderPage(context, template)
  return new Response(html, { headers: { 'content-type': 'text/html; charset=utf-8' } })
}

/** Tornado's syntax, with `handler.model` (the estimator; None without one) and `data` (the stored rows). */
async function renderPage(context: Context, path: string): Promise<string> {
  const { session, signal } = context
  const file = await session.host.load(path).catch((error: Error) => {
    throw new HttpError(
      'config',
      `The template ${path} cannot be read: ${error.message}`,
      'Check template in gramex.yaml.',
      { template: path }
    )
  })
  const [source, frame, { autoTrain }] = await Promise.all([
    file.blob.text(),
    session.frame(),
    session.config()
  ])
  const trained = autoTrain ? await context.model() : await session.model()
  const { DataFrame, ModelObject, Namespace, parseTemplate, renderTemplate } = await import('../template')
  const estimator = trained?.model.estimator
  const names = {
    handler: new Namespace('MLHandler', {
      model: estimator ? new ModelObject(estimator) : null,
      key: session.handler.key,
      pattern: session.handler.pattern
    }),
    data: new DataFrame(frame ?? Frame.empty())
  }
  return renderTemplate(parseTemplate(source, file.name), names, signal)
}

async function defaultPage({ session }: Context): Promise<string> {
  const { handler } = session
  const config = await session.config()
  const state = await stateOf(session)
  const params = config.class ? await allParams(config.class, config.params) : {}
  const example = new URLSearchParams(state.inputs.map(({ name, example }) => [name, String(example ?? '')]))
  const facts: [string, unknown][] = [
    ['Model', config.class ?? 'none'],
    ['State', state.state],
    ['Target', state.target ?? 'none'],
    ['Score on the training data', state.score ?? 'not trained yet'],
    ['Stored rows', state.rows]
  ]
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escape(handler.key)} – MLHandler</title><link rel="icon" href="data:,"><style>${style}</style></head>
<body><h1>${escape(handler.key)}</h1>
<table>${facts.map(([name, value]) => row(name, value)).join('')}</table>
<h2>Try it</h2><p><a href="?${escape(example)}"><code>?${escape(example)}</code></a></p>
<p><a href="?_model">?_model</a> · <a href="?_params">?_params</a> · <a href="?_cache">?_cache</a></p>
<h2>Parameters</h2><table>${Object.entries(params)
    .map(([name, value]) => row(name, JSON.stringify(value)))
    .join('')}</table>
</body></html>`
}
