import { strToU8, zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { readPicked } from '$lib/transformers'

const blob = (text: string): Blob => new Blob([text])
const zipped = (files: Record<string, string>): { path: string; blob: Blob } => {
  const entries = Object.entries(files).map(([name, text]) => [name, strToU8(text)])
  return { path: 'model.zip', blob: new Blob([zipSync(Object.fromEntries(entries)) as BlobPart]) }
}

const names = async (picked: Parameters<typeof readPicked>[0]): Promise<string[]> => [
  ...(await readPicked(picked)).keys()
]

describe('what a person picks', () => {
  test('a folder: what the model is read from, named from inside it', async () => {
    const picked = ['README.md', 'config.json', 'onnx/model.onnx', 'pytorch_model.bin', 'vocab.txt']
    expect(await names(picked.map((name) => ({ path: `moods/${name}`, blob: blob('{}') })))).toEqual([
      'config.json',
      'onnx/model.onnx',
      'vocab.txt'
    ])
  })

  test.each([
    ['of a folder', 'moods/'],
    ['of files', '']
  ])('a zip %s', async (_, folder) => {
    const zip = zipped({ [`${folder}config.json`]: '{"a":1}', [`${folder}onnx/model.onnx`]: 'x' })
    const files = await readPicked([zip])
    expect([...files.keys()]).toEqual(['config.json', 'onnx/model.onnx'])
    expect(new TextDecoder().decode(files.get('config.json'))).toBe('{"a":1}')
  })
})

describe('what is no model is told so', () => {
  test('a page', async () => {
    const page = { path: 'index.html', blob: blob('<!doctype html>') }
    await expect(readPicked([page])).rejects.toThrow(/The zip cannot be opened/)
  })

  test('a folder of something else', async () => {
    const picked = ['a/notes.txt', 'a/vocab.txt'].map((path) => ({ path, blob: blob('x') }))
    await expect(readPicked(picked)).rejects.toThrow(/This is no text model: it has none of config.json/)
  })

  test('a zip that says it is enormous', async () => {
    const bytes = zipSync({ 'config.json': strToU8('{}'), 'onnx/model.onnx': strToU8('x') })
    const view = new DataView(bytes.buffer)
    // The uncompressed size of the last entry of the central directory.
    const entry = new TextDecoder('latin1').decode(bytes).lastIndexOf('PK\x01\x02')
    view.setUint32(entry + 24, 0xfffffffe, true)
    await expect(readPicked([{ path: 'bomb.zip', blob: new Blob([bytes as BlobPart]) }])).rejects.toThrow(
      'The model has more than 2 GiB'
    )
  })
})
