import { TemplateError } from './errors'

/** A template's text cut at its marks. `line` is where the piece begins. */
export interface Piece {
  readonly kind: 'text' | 'expression' | 'directive'
  readonly text: string
  readonly line: number
}

const CLOSING: Readonly<Record<string, string>> = { '{{': '}}', '{%': '%}', '{#': '#}' }

/**
 * Cuts a template into text, {{ expressions }} and {% directives %}; {# comments #} fall away. As in Tornado, the
 * innermost braces of "{{{" count, and "{{!", "{%!", "{#!" stand for the mark itself.
 */
export function scan(source: string, name: string): Piece[] {
  const pieces: Piece[] = []
  let line = 1
  let text = ''
  let textLine = 1
  const flush = () => {
    if (text) pieces.push({ kind: 'text', text, line: textLine })
    text = ''
  }
  const take = (piece: string) => {
    if (!text) textLine = line
    text += piece
  }
  for (let at = 0; at < source.length;) {
    const open = /\{(?:\{(?!\{)|%|#)/g
    open.lastIndex = at
    const found = open.exec(source)
    const before = source.slice(at, found?.index)
    take(before)
    line += before.split('\n').length - 1
    if (!found) break
    const mark = found[0]
    const start = found.index + 2
    if (source[start] === '!') {
      take(mark)
      at = start + 1
      continue
    }
    const end = source.indexOf(CLOSING[mark], start)
    if (end < 0) throw new TemplateError(name, line, `the "${mark}" is never closed with "${CLOSING[mark]}"`)
    const inner = source.slice(start, end)
    if (mark !== '{#') {
      flush()
      const content = inner.trim()
      if (!content) throw new TemplateError(name, line, `there is nothing in "${mark} ${CLOSING[mark]}"`)
      pieces.push({ kind: mark === '{{' ? 'expression' : 'directive', text: content, line })
    }
    line += inner.split('\n').length - 1
    at = end + 2
  }
  flush()
  return pieces
}
