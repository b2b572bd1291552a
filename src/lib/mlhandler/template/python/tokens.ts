import { PythonError } from '../errors'

export interface Token {
  readonly kind: 'number' | 'string' | 'name' | 'operator' | 'end'
  /** A string's content, its escapes resolved except in an f-string; of all others, the text. */
  readonly text: string
  /** Is this an f-string? */
  readonly format?: boolean
}

const PATTERNS: readonly [Token['kind'] | 'blank', RegExp][] = [
  ['blank', /\s+/y],
  ['number', /0[xX][\da-fA-F]+|(\d[\d_]*\.?\d*|\.\d+)([eE][+-]?\d+)?/y],
  ['string', /([rRbBuUfF]{0,2})("""|'''|"|')/y],
  ['name', /[\p{L}_][\p{L}\p{N}_]*/uy],
  ['operator', /\*\*|\/\/|==|!=|<=|>=|->|:=|\+=|-=|\*=|\/=|[-+*/%()[\]{},.:<>=~&|^]/y]
]

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '\n': '',
  '0': '\0',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v'
}

/** The text that an escaped literal stands for. */
export const unescape = (text: string): string =>
  text.replace(
    /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([\s\S]))/g,
    (whole, x, u, U, char) => {
      if (char !== undefined) return ESCAPES[char] ?? ('\\\'"'.includes(char) ? char : whole)
      return String.fromCodePoint(parseInt(x ?? u ?? U, 16))
    }
  )

/** Where the literal that begins at `start` ends: the place of its closing quote. */
function closing(source: string, start: number, quote: string): number {
  for (let at = start; at < source.length; at++) {
    if (source[at] === '\\') at++
    else if (source.startsWith(quote, at)) return at
  }
  throw new PythonError('SyntaxError', `the text that begins with ${quote} is not closed`)
}

/** Cuts a Python expression into tokens; the last one is 'end'. */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = []
  for (let at = 0; at < source.length;) {
    const found = PATTERNS.map(([kind, pattern]) => {
      pattern.lastIndex = at
      return { kind, match: pattern.exec(source) }
    }).find(({ match }) => match)
    if (!found?.match) throw new PythonError('SyntaxError', `${JSON.stringify(source[at])} is not expected`)
    const { kind, match } = found
    at += match[0].length
    if (kind === 'string') {
      const [prefix, quote] = [match[1].toLowerCase(), match[2]]
      const end = closing(source, at, quote)
      const raw = source.slice(at, end)
      const format = prefix.includes('f')
      tokens.push({ kind, text: prefix.includes('r') || format ? raw : unescape(raw), format })
      at = end + quote.length
    } else if (kind !== 'blank') tokens.push({ kind, text: match[0] })
  }
  return [...tokens, { kind: 'end', text: '' }]
}
