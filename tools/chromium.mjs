/** Finds a Chromium for the browser tests and the bench, or installs one. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium } from '@playwright/test'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']
const places = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe'
]

/** Flags for a browser without a user: no sandbox as root, no traffic of its own. */
export const flags = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync'
]

/** The path of an installed browser; undefined when there is none. */
export function findChromium() {
  const inPath = (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)))
  return [process.env.CHROME_PATH, ...inPath, ...places, chromium.executablePath()].find(
    (path) => path && existsSync(path)
  )
}

const attempt = (command, args) => spawnSync(command, args, { stdio: 'inherit' }).status === 0

/** The path of a browser, installed if need be: Playwright's own, else Debian's package (as root). */
export function ensureChromium() {
  const found = findChromium()
  if (found) return found
  console.log('No Chrome or Chromium found: installing one …')
  if (!attempt('npx', ['playwright', 'install', 'chromium']) && existsSync('/usr/bin/apt-get')) {
    attempt('apt-get', ['update', '-qq'])
    attempt('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'])
  }
  const installed = findChromium()
  if (installed) return installed
  console.error('No browser could be installed. Install Chrome or Chromium, or set CHROME_PATH to one.')
  process.exit(1)
}
