/** A static file server on loopback: what any static host does, and no more. */
import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join, normalize, sep } from 'node:path'

const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.csv': 'text/csv; charset=utf-8',
  '.yaml': 'text/yaml; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.wasm': 'application/wasm',
  '.onnx': 'application/octet-stream'
}

/** The file that a URL path names; undefined when there is none in the folder. */
async function find(folder, pathname) {
  const path = normalize(join(folder, pathname))
  if (path !== folder && !path.startsWith(folder + sep)) return undefined
  for (const candidate of [path, join(path, 'index.html'), `${path}.html`]) {
    const info = await stat(candidate).catch(() => undefined)
    if (info?.isFile()) return { path: candidate, info }
  }
  return undefined
}

const isHtml = (path) => extname(path) === '.html'

async function answer({ folder, base, relay }, request, response) {
  const { pathname } = new URL(request.url, 'http://localhost')
  if (pathname === relay?.script.path)
    return void response.writeHead(200, { 'content-type': types['.js'] }).end(relay.script.code)
  const found = pathname.startsWith(base)
    ? await find(folder, decode(pathname.slice(base.length)))
    : undefined
  if (!found && relay?.wants(request)) return send(response, await relay.ask(request))
  if (!['GET', 'HEAD'].includes(request.method)) return void response.writeHead(405).end('Method not allowed')
  if (!found) return notFound(folder, request, response)
  const { path, info } = found
  if (relay && isHtml(path)) {
    const html = (await readFile(path, 'utf8')).replace('</head>', `${relay.script.tag}</head>`)
    return void response
      .writeHead(200, { 'content-type': types['.html'], 'cache-control': 'no-cache' })
      .end(html)
  }
  const etag = `"${info.size.toString(36)}-${Math.floor(info.mtimeMs).toString(36)}"`
  const headers = {
    'content-type': types[extname(path)] ?? 'application/octet-stream',
    'content-length': info.size,
    'last-modified': info.mtime.toUTCString(),
    'cache-control': pathname.includes('/immutable/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    etag
  }
  if (request.headers['if-none-match'] === etag) return void response.writeHead(304, headers).end()
  response.writeHead(200, headers)
  if (request.method === 'HEAD') return void response.end()
  // A file that goes while it is sent ends that answer, not the server.
  createReadStream(path)
    .on('error', () => response.destroy())
    .pipe(response)
}

/** A wrongly encoded path names nothing. */
function decode(pathname) {
  try {
    return decodeURIComponent(pathname)
  } catch {
    return '/\0'
  }
}

/** An answer that the relay brought. */
function send(response, { status, headers, body }) {
  const bytes = Buffer.from(body, 'base64')
  const kept = headers.filter(
    ([name]) => !['content-length', 'content-encoding', 'transfer-encoding'].includes(name)
  )
  response.writeHead(status, Object.fromEntries([...kept, ['content-length', bytes.length]])).end(bytes)
}

/** The site's own page for what is not there, as static hosts serve it. */
async function notFound(folder, { headers }, response) {
  if (!headers.accept?.includes('text/html'))
    return void response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found')
  response.writeHead(404, { 'content-type': types['.html'] }).end(await readFile(join(folder, '404.html')))
}

/**
 * Serves `folder` under the path `base` at localhost; resolves with the server when it listens. With a relay, what is no
 * file and comes from outside the browser goes to the page that is open.
 *
 * @param {{ folder: string, port: number, base?: string, relay?: import('./relay.mjs').Relay }} options
 * @returns {Promise<import('node:http').Server>}
 */
export function serve({ folder, port, base = '', relay }) {
  const site = { folder: normalize(folder), base, relay }
  const server = createServer((request, response) => {
    answer(site, request, response).catch((error) => {
      console.error(error)
      if (!response.headersSent) response.writeHead(500)
      response.end()
    })
  })
  relay?.attach(server)
  return new Promise((resolve, reject) => {
    const taken = `Port ${port} is taken: end what runs there, or set PORT.`
    server.once('error', (error) => reject(error.code === 'EADDRINUSE' ? new Error(taken) : error))
    server.listen(port, 'localhost', () => resolve(server))
  })
}
