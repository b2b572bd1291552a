/** Files by their name, in a zip archive. Texts are written in UTF-8. */
export async function zip(
  files: Readonly<Record<string, Uint8Array | string>>
): Promise<Uint8Array<ArrayBuffer>> {
  const { strToU8, zipSync } = await import('fflate')
  const packed = Object.entries(files).map(([name, content]) => [
    name,
    typeof content === 'string' ? strToU8(content) : content
  ])
  return zipSync(Object.fromEntries(packed) as Record<string, Uint8Array>) as Uint8Array<ArrayBuffer>
}
