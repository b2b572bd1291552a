import { strToU8, zipSync } from 'fflate'
import { expect, test } from 'vitest'
import { filesFromZip } from '$lib/transformers'

test('a zip of a folder is read as the folder', async () => {
  const files = filesFromZip(
    zipSync({ 'model/config.json': strToU8('{}'), 'model/onnx/model.onnx': strToU8('x') })
  )
  expect(new TextDecoder().decode(await files.read('onnx/model.onnx'))).toBe('x')
  await expect(files.read('tokenizer.json')).rejects.toThrow('not there')
})

test('files at the top keep their names', async () => {
  const files = filesFromZip(zipSync({ 'config.json': strToU8('{}'), 'onnx/model.onnx': strToU8('x') }))
  expect(await files.read('config.json')).toEqual(strToU8('{}'))
})

test('what is no zip is told so', () => {
  expect(() => filesFromZip(strToU8('<!doctype html>'))).toThrow(/The zip cannot be opened/)
})
