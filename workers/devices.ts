/** This browser's devices: WebAssembly, WebGPU and WebGL, with what was measured of them. */
import { deviceKinds, Devices } from '$lib/backend/Devices'
import { CalibrationDatabase } from '$lib/storage/CalibrationDatabase'

/** Browser, GPU and devices by name: speeds that were measured with others do not hold. */
async function machine(): Promise<string> {
  const adapter = await navigator.gpu?.requestAdapter().catch(() => null)
  const { vendor = '', architecture = '', device = '', description = '' } = adapter?.info ?? {}
  const kinds = deviceKinds.map(({ name }) => name).join('+')
  return [kinds, navigator.userAgent, vendor, architecture, device, description, webglRenderer()].join(' | ')
}

function webglRenderer(): string {
  const gl = new OffscreenCanvas(1, 1).getContext('webgl2')
  // Without the extension every GPU has the same name.
  const named = gl?.getExtension('WEBGL_debug_renderer_info')
  const name = gl ? String(gl.getParameter(named?.UNMASKED_RENDERER_WEBGL ?? gl.RENDERER)) : ''
  gl?.getExtension('WEBGL_lose_context')?.loseContext()
  return name
}

export const createDevices = (): Devices =>
  new Devices({ kinds: deviceKinds, store: new CalibrationDatabase(), machine })
