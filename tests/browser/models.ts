/** Other people's text models, as files and as a person picks them. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Page } from '@playwright/test'
import { zipSync } from 'fflate'

/** A model as a zip of its folder, as a person picks it. */
export const zip = (name: string, files: ReadonlyMap<string, Uint8Array>) => ({
  name: `${name}.zip`,
  mimeType: 'application/zip',
  buffer: Buffer.from(
    zipSync(Object.fromEntries([...files].map(([path, bytes]) => [`${name}/${path}`, bytes])))
  )
})

/** The model's files in a folder. */
export function writeModel(folder: string, files: ReadonlyMap<string, Uint8Array>): void {
  for (const [name, bytes] of files) {
    const path = join(folder, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, bytes)
  }
}

/** A page of the samples, its part about the model opened. */
export async function openSample(page: Page, site: string, name: string): Promise<void> {
  await page.goto(`${site}samples/${name}`)
  await page.getByText('Model: the one that comes with the site').click()
}
