import { describe, expect, test } from 'vitest'
import {
  describeHubModel,
  downloaded,
  downloadHubModel,
  hubFiles,
  HUB,
  removeDownloaded
} from '$lib/transformers'

const MODEL = 'someone/some-model'
const contents: Record<string, string> = {
  'config.json': '{}',
  'tokenizer.json': '{"a":1}',
  'onnx/model.onnx': 'full weights',
  'onnx/model_quantized.onnx': 'weights',
  'pytorch_model.bin': 'not for us'
}

/** A hub of one model that keeps count of what is asked. */
function makeHub() {
  const asked: string[] = []
  const fetch = async (url: string) => {
    asked.push(url)
    if (url.startsWith(`${HUB}/api/models/${MODEL}/tree/main`))
      return Response.json(
        Object.entries(contents).map(([path, text]) => ({ type: 'file', path, size: text.length }))
      )
    const name = url.slice(`${HUB}/${MODEL}/resolve/main/`.length)
    return name in contents ? new Response(contents[name]) : new Response('', { status: 404 })
  }
  const kept = new Map<string, Uint8Array<ArrayBuffer>>()
  const cache = {
    match: async (key: string) => (kept.has(key) ? new Response(kept.get(key)) : undefined),
    put: async (key: string, response: Response) =>
      void kept.set(key, new Uint8Array(await response.arrayBuffer())),
    delete: async (key: string) => kept.delete(key),
    keys: async () => [...kept.keys()].map((url) => ({ url }))
  }
  return { asked, fetch, cache }
}

describe('the hub', () => {
  test('tells the size before anything is fetched, then fetches once, then reads from the cache', async () => {
    const { asked, fetch, cache } = makeHub()
    const model = await describeHubModel(MODEL, fetch)
    expect(asked).toHaveLength(1)
    expect(model.files.map(({ name }) => name)).toEqual([
      'config.json',
      'tokenizer.json',
      'onnx/model_quantized.onnx'
    ])
    expect(model.size).toBe(2 + 7 + 7)
    expect(await downloaded(cache)).toEqual([])
    const progress: number[] = []
    await downloadHubModel(model, { fetch, cache, onProgress: (done) => progress.push(done) })
    expect(progress.at(-1)).toBe(model.size)
    expect([...progress].sort((a, b) => a - b)).toEqual(progress)
    await downloadHubModel(model, { fetch, cache })
    expect(asked).toHaveLength(4)
    expect(await downloaded(cache)).toEqual([MODEL])
    const bytes = await hubFiles(MODEL, cache).read('onnx/model_quantized.onnx')
    expect(new TextDecoder().decode(bytes)).toBe('weights')
    await expect(hubFiles(MODEL, cache).read('onnx/model.onnx')).rejects.toThrow(
      'not downloaded from someone/some-model'
    )
    await removeDownloaded(MODEL, cache)
    expect(await cache.keys()).toEqual([])
  })

  test.each([
    ['no such name', 'some model', /"some model" is no model of the hub/],
    ['no such model', 'someone/else', /The hub has no public model someone\/else/]
  ])('%s', async (_, name, message) => {
    await expect(describeHubModel(name, makeHub().fetch)).rejects.toThrow(message)
  })

  test('a model without ONNX, and no network', async () => {
    const bare = async () => Response.json([{ type: 'file', path: 'config.json', size: 2 }])
    await expect(describeHubModel(MODEL, bare)).rejects.toThrow('someone/some-model lacks tokenizer.json')
    const offline = () => Promise.reject(new TypeError('Failed to fetch'))
    await expect(describeHubModel(MODEL, offline)).rejects.toThrow(
      'The hub could not be reached for someone/some-model'
    )
  })
})
