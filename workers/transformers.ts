/** A thread for transformers.js, of the runtime's build that its name says: `webgpu` or `wasm`. */
import { expose } from 'comlink'
import plainModule from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url'
import plainWasm from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url'
import gpuModule from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url'
import gpuWasm from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url'
import { ForeignHost } from '$lib/transformers/host'
import { useRuntime } from '$lib/transformers/library'
import type { Place } from '$lib/transformers/remote'
import { settle } from './outcome'

const place = self.name as Place
const absolute = (path: string): string => new URL(path, location.href).href
useRuntime(
  place === 'webgpu'
    ? { mjs: absolute(gpuModule), wasm: absolute(gpuWasm) }
    : { mjs: absolute(plainModule), wasm: absolute(plainWasm) }
)
const host = new ForeignHost(place)

/** The host's methods, errors as outcomes. */
const thread = {
  open: (...args: Parameters<ForeignHost['open']>) => settle(() => host.open(...args)),
  holds: (id: number) => host.holds(id),
  classify: (id: number, text: string) => settle(() => host.classify(id, text)),
  tag: (id: number, text: string) => settle(() => host.tag(id, text))
}

export type TransformersThread = typeof thread

expose(thread)
