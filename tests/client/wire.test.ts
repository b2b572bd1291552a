import { expect, test } from 'vitest'
import { fromWireResponse } from '$lib/client/wire'

const answer = (status: number, body: ArrayBuffer | null) =>
  fromWireResponse({ status, headers: [['content-type', 'application/json']], body })

test.each([0, 1, 2 ** 16, 2 ** 16 + 1])('a body of %d bytes comes as it was sent', async (size) => {
  const bytes = Uint8Array.from({ length: size }, (_, i) => i % 251)
  const response = answer(200, bytes.slice().buffer)
  expect(response.headers.get('content-type')).toBe('application/json')
  expect(new Uint8Array(await response.arrayBuffer())).toEqual(bytes)
})

test.each([204, 304])('%d has no body', async (status) => {
  const response = answer(status, new ArrayBuffer(0))
  expect(response.status).toBe(status)
  expect(response.body).toBeNull()
})

test('an answer can be read twice when it was cloned', async () => {
  const response = answer(404, new TextEncoder().encode('{"error":{}}').buffer)
  expect(await response.clone().json()).toEqual({ error: {} })
  expect(await response.json()).toEqual({ error: {} })
})
