import { ValueError } from '$lib/estimator/exceptions'
import type { Label, Target } from '../base'

/** Python's order: numbers by value, texts by code point (not by UTF-16 unit). Kinds: numbers and booleans, then texts. */
export function compareLabels(a: Label, b: Label): number {
  if (typeof a === 'string' && typeof b === 'string') {
    if (a === b) return 0
    const left = [...a]
    const right = [...b]
    for (let i = 0; i < left.length && i < right.length; i++)
      if (left[i] !== right[i]) return left[i].codePointAt(0)! - right[i].codePointAt(0)!
    return left.length - right.length
  }
  if (typeof a === 'string') return 1
  if (typeof b === 'string') return -1
  return Number(a) - Number(b)
}

/** The sorted distinct labels, and for each row the index of its label among them. */
export function encodeLabels(y: Target): { classes: Label[]; codes: Int32Array } {
  const first = new Map<Label, number>()
  for (let i = 0; i < y.length; i++) if (!first.has(y[i])) first.set(y[i], first.size)
  const classes = [...first.keys()].sort(compareLabels)
  const index = new Map(classes.map((label, i) => [label, i]))
  const codes = new Int32Array(y.length)
  for (let i = 0; i < y.length; i++) codes[i] = index.get(y[i])!
  return { classes, codes }
}

/** The labels of a classifier's target. Throws ValueError for a number with a fraction, which names no class. */
export function encodeClasses(y: Target, name: string): { classes: Label[]; codes: Int32Array } {
  const encoded = encodeLabels(y)
  const k = encoded.classes.findIndex((label) => typeof label === 'number' && !Number.isInteger(label))
  if (k >= 0)
    throw new ValueError(
      `${name}: the target of row ${encoded.codes.indexOf(k)} is ${encoded.classes[k]}, a number that names no class`,
      'Use a regressor, or round the target.'
    )
  return encoded
}
