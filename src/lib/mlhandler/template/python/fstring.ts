import { PythonError } from '../errors'
import { parseExpression } from './parse'
import type { Expression, Replacement } from './syntax'
import { unescape } from './tokens'

/** Where a replacement field's expression ends: at a }, :, ! (not !=) or = outside of brackets and texts. */
function fieldEnd(text: string, start: number): number {
  let depth = 0
  let quote = ''
  for (let at = start; at < text.length; at++) {
    const char = text[at]
    if (quote) quote = char === quote ? '' : quote
    else if (char === '"' || char === "'") quote = char
    else if ('([{'.includes(char)) depth++
    else if (depth && ')]}'.includes(char)) depth--
    else if (!depth && (char === '}' || char === ':' || (char === '!' && text[at + 1] !== '='))) return at
  }
  throw new PythonError('SyntaxError', "f-string: '}' is missing")
}

/** The place of the } that closes a format specification, which may hold fields itself. */
function specEnd(text: string, start: number): number {
  let depth = 0
  for (let at = start; at < text.length; at++) {
    if (text[at] === '{') depth++
    else if (text[at] === '}' && depth-- === 0) return at
  }
  throw new PythonError('SyntaxError', "f-string: '}' is missing")
}

/** Parses the content of an f-string into texts and replacement fields. */
export function parseFormat(text: string): Expression {
  const parts: (string | Replacement)[] = []
  for (let at = 0; at < text.length;) {
    const literal = /^(?:[^{}]|\{\{|\}\})+/.exec(text.slice(at))?.[0] ?? ''
    if (literal) parts.push(unescape(literal.replaceAll('{{', '{').replaceAll('}}', '}')))
    at += literal.length
    if (at >= text.length) break
    if (text[at] === '}') throw new PythonError('SyntaxError', "f-string: single '}' is not allowed")
    const end = fieldEnd(text, at + 1)
    const value = parseExpression(text.slice(at + 1, end))
    const conversion = text[end] === '!' ? text[end + 1] : ''
    const after = conversion ? end + 2 : end
    const close = text[after] === ':' ? specEnd(text, after + 1) : after
    parts.push({ value, conversion, spec: parseFormat(close > after ? text.slice(after + 1, close) : '') })
    at = close + 1
  }
  return { kind: 'join', parts }
}
