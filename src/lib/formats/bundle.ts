import type { ZippableFile } from 'fflate'

/** Files by their name, in a zip archive. Texts are written in UTF-8, models' weights as they are: nothing makes them smaller. */
export async function zip(
  files: Readonly<Record<string, Uint8Array | string>>
): Promise<Uint8Array<ArrayBuffer>> {
  const { strToU8, zipSync } = await import('fflate')
  const packed = Object.entries(files).map(([name, content]): [string, ZippableFile] => [
    name,
    [
      typeof content === 'string' ? strToU8(content) : content,
      { level: /\.(safetensors|onnx)$/.test(name) ? 0 : 6 }
    ]
  ])
  return zipSync(Object.fromEntries(packed)) as Uint8Array<ArrayBuffer>
}
