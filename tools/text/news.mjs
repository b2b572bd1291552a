/** The sentences of news/, with their names' marks read: measure.mjs and the tests share it. */
import { readFileSync } from 'node:fs'

/** @typedef {readonly { readonly start: number, readonly end: number, readonly label: string }[]} Labels */

/** The marks, finer than the models' labels: names.py puts a town for a town. */
const KINDS = {
  ...{ PERSON: 'PER', SURNAME: 'PER', CITY: 'LOC', COUNTRY: 'LOC', LOC: 'LOC' },
  ...{ COMPANY: 'ORG', CLUB: 'ORG', ORG: 'ORG', MISC: 'MISC' }
}

/**
 * @param {string} name of a file of news/, without its ending, or a path
 * @returns {{ text: string, labels: { start: number, end: number, label: string }[] }[]}
 */
export function readNews(name) {
  const path = name.includes('/') ? name : new URL(`news/${name}.txt`, import.meta.url)
  return readFileSync(path, 'utf8').split('\n').filter(Boolean).map(unmarked)
}

function unmarked(line) {
  const labels = []
  let text = ''
  for (const [, plain, name, mark] of line.matchAll(/([^[]+)|\[([^|]+)\|(\w+)\]/g)) {
    text += plain ?? name
    if (mark) labels.push({ start: text.length - name.length, end: text.length, label: KINDS[mark] })
  }
  return { text, labels }
}

/**
 * How many of the sentences were read without a fault, and the others: what was missed, and what was said instead.
 *
 * @param {readonly { text: string, labels: Labels }[]} rows
 * @param {readonly ({ labels: Labels } | null)[]} found
 */
export function compare(rows, found) {
  const told = (text, labels) =>
    labels.map(({ start, end, label }) => `${text.slice(start, end)} ${label} at ${start}`)
  const faults = []
  for (const [i, { text, labels }] of rows.entries()) {
    const [should, does] = [told(text, labels), told(text, found[i]?.labels ?? [])]
    const missed = should.filter((x) => !does.includes(x))
    const wrong = does.filter((x) => !should.includes(x))
    if (missed.length + wrong.length > 0) faults.push({ text, missed, wrong })
  }
  return { faultless: rows.length - faults.length, faults }
}
