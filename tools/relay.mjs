/**
 * A development aid: what asks this server from outside the browser (curl, Python) is passed on to the page that is
 * open, over a WebSocket, and answered by its service worker. Loopback only; the deployed site has none of it.
 */
import { WebSocketServer } from 'ws'

const socketPath = '/.relay'
const scriptPath = '/.relay.js'
/** Marks what the page asks again, so that it is not passed on in a circle. */
const mark = 'x-mlhandler-relayed'
const mostBytes = 256 * 1024 * 1024

/** Runs in the page: asks what comes over the socket, and sends back the answer. */
function pageScript(socketPath, mark) {
  const toBase64 = async (blob) => {
    const url = await new Promise((resolve) => {
      const reader = new FileReader()
      reader.onload = () => resolve(reader.result)
      reader.readAsDataURL(blob)
    })
    return url.slice(url.indexOf(',') + 1)
  }
  const answer = async ({ path, method, headers, body }) => {
    // `curl -X GET -d @file` sends a body that means nothing; fetch would refuse it.
    const carries = body && !['GET', 'HEAD'].includes(method)
    const bytes = carries ? Uint8Array.from(atob(body), (character) => character.charCodeAt(0)) : undefined
    const response = await fetch(path, { method, headers: { ...headers, [mark]: '1' }, body: bytes })
    return {
      status: response.status,
      headers: [...response.headers],
      body: await toBase64(await response.blob())
    }
  }
  const connect = () => {
    const socket = new WebSocket(`ws://${location.host}${socketPath}`)
    socket.onmessage = async ({ data }) => {
      const { id, ...request } = JSON.parse(data)
      const reply = await answer(request).catch((error) => ({ failure: String(error) }))
      socket.send(JSON.stringify({ id, ...reply }))
    }
    socket.onclose = () => setTimeout(connect, 1000)
  }
  connect()
}

const problem = (status, code, message, hint) => ({
  status,
  headers: [['content-type', 'application/json']],
  body: Buffer.from(JSON.stringify({ error: { status, code, message, hint, details: null } })).toString(
    'base64'
  )
})

const noPage = problem(
  503,
  'no_engine',
  'No page of this site is open to answer',
  'Open it in a browser, then ask again.'
)
const tooLarge = problem(413, 'too_large', 'The body is larger than 256 MB', 'Upload it in the page instead.')

async function bodyOf(request) {
  const chunks = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    if (size > mostBytes) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

export class Relay {
  pages = new Set()
  waiting = new Map()
  count = 0

  /** Takes the pages' sockets at this server. Only pages of the server itself may connect. */
  attach(server) {
    const sockets = new WebSocketServer({ noServer: true, maxPayload: 2 * mostBytes })
    server.on('upgrade', (request, socket, head) => {
      const { origin = '', host } = request.headers
      if (request.url !== socketPath || origin !== `http://${host}`) return void socket.destroy()
      sockets.handleUpgrade(request, socket, head, (page) => this.welcome(page))
    })
  }

  welcome(page) {
    this.pages.add(page)
    page.on('message', (data) => {
      const { id, ...reply } = JSON.parse(data)
      this.waiting.get(id)?.resolve(reply)
    })
    page.on('close', () => {
      this.pages.delete(page)
      for (const { page: asked, resolve } of this.waiting.values()) if (asked === page) resolve(noPage)
    })
  }

  /** The script that connects a page; put into every HTML page that the server sends. */
  get script() {
    return {
      path: scriptPath,
      tag: `<script type="module" src="${scriptPath}"></script>`,
      code: `(${pageScript})('${socketPath}', '${mark}')`
    }
  }

  /** Is this for the page? Not what a browser asks itself, nor what was passed on once. */
  wants({ headers }) {
    return !headers['sec-fetch-site'] && !headers[mark]
  }

  /** Passes the request on to the page that connected last; resolves with its answer. */
  async ask(request) {
    const page = [...this.pages].at(-1)
    if (!page) return noPage
    const body = await bodyOf(request)
    if (!body) return tooLarge
    const id = ++this.count
    const headers = Object.fromEntries(
      ['content-type', 'accept']
        .filter((name) => request.headers[name])
        .map((name) => [name, request.headers[name]])
    )
    const reply = new Promise((resolve) => this.waiting.set(id, { page, resolve }))
    page.send(
      JSON.stringify({
        id,
        path: request.url,
        method: request.method,
        headers,
        body: body.toString('base64')
      })
    )
    const { failure, ...answer } = await reply
    this.waiting.delete(id)
    return failure
      ? problem(503, 'no_engine', `The page could not answer: ${failure}`, 'Reload it, then ask again.')
      : answer
  }
}
