import { PythonError, TemplateError } from './errors'
import type { Branch, Node, Template } from './nodes'
import { Parser, parseExpression } from './python/parse'
import type { Expression, Target } from './python/syntax'
import { type Piece, scan } from './scan'

/** How text between the marks is kept: as Tornado's filter_whitespace. */
const WHITESPACE: ReadonlyMap<string, (text: string) => string> = new Map([
  ['all', (text: string) => text],
  ['single', (text: string) => text.replace(/[\t ]+/g, ' ').replace(/\s*\n\s*/g, '\n')],
  ['oneline', (text: string) => text.replace(/\s+/g, ' ')]
])

const UNSUPPORTED: ReadonlySet<string> = new Set(
  'apply block except extends finally from import include module super try'.split(' ')
)

/**
 * Parses a template in Tornado's syntax. Text in a file called .html or .js has its blanks collapsed, as Tornado does.
 * @param name what errors call the template, its file name
 * @throws TemplateError naming the template and the line
 */
export function parseTemplate(source: string, name = 'template'): Template {
  return new TemplateParser(source, name).parse()
}

class TemplateParser {
  private readonly pieces: readonly Piece[]
  private at = 0
  private loops = 0
  private autoescape: string | null = 'xhtml_escape'
  private whitespace: string

  constructor(
    source: string,
    private readonly name: string
  ) {
    this.pieces = scan(source, name)
    this.whitespace = /\.(html|js)$/.test(name) ? 'single' : 'all'
  }

  parse(): Template {
    const nodes = this.body([])
    return { name: this.name, nodes, autoescape: this.autoescape }
  }

  private fail(line: number, problem: string): never {
    throw new TemplateError(this.name, line, problem)
  }

  /** Runs a parser of Python, whose errors get the line. */
  private python<T>(line: number, parse: () => T): T {
    try {
      return parse()
    } catch (error) {
      if (error instanceof PythonError) this.fail(line, `${error.kind}: ${error.message}`)
      throw error
    }
  }
  private expression = (line: number, text: string): Expression =>
    this.python(line, () => parseExpression(text))

  /** The nodes up to one of these directives, which is left to be taken; without any, up to the end. */
  private body(ends: readonly string[], opened?: Piece): Node[] {
    const nodes: Node[] = []
    for (; this.at < this.pieces.length;) {
      const piece = this.pieces[this.at]
      const word = piece.kind === 'directive' ? wordOf(piece) : ''
      if (ends.includes(word)) return nodes
      this.at++
      const node = this.node(piece, word)
      if (node) nodes.push(node)
    }
    if (opened) this.fail(opened.line, `the "{% ${wordOf(opened)} %}" has no "{% end %}"`)
    return nodes
  }

  private node(piece: Piece, word: string): Node | undefined {
    const { kind, line, text } = piece
    if (kind === 'text') {
      const filter = WHITESPACE.get(this.whitespace)
      return { kind: 'text', line, text: filter ? filter(text) : text }
    }
    if (kind === 'expression') return { kind: 'output', line, value: this.expression(line, text), raw: false }
    const rest = text.slice(word.length).trim()
    switch (word) {
      case 'if':
        return { kind: 'if', line, branches: this.branches(piece, rest) }
      case 'for':
      case 'while':
        return this.loop(piece, word, rest)
      case 'set':
        return this.assignment(line, rest)
      case 'raw':
        return { kind: 'output', line, value: this.expression(line, rest), raw: true }
      case 'break':
      case 'continue':
        if (!this.loops) this.fail(line, `"{% ${word} %}" is only possible in a loop`)
        return { kind: word, line }
      default:
        this.setting(line, word, rest)
        return undefined
    }
  }

  /** The directives that render nothing. */
  private setting(line: number, word: string, rest: string): void {
    if (word === 'autoescape') this.autoescape = rest === 'None' ? null : rest
    else if (word === 'whitespace') {
      if (!WHITESPACE.has(rest))
        this.fail(line, `whitespace is one of ${[...WHITESPACE.keys()].join(', ')}, not "${rest}"`)
      this.whitespace = rest
    } else if (UNSUPPORTED.has(word)) this.fail(line, `"{% ${word} %}" is not supported here`)
    else if (['end', 'else', 'elif'].includes(word))
      this.fail(line, `this "{% ${word} %}" belongs to nothing`)
    else if (word !== 'comment') this.fail(line, `there is no directive "${word}"`)
  }

  private branches(opened: Piece, condition: string): Branch[] {
    const branches: Branch[] = [
      {
        line: opened.line,
        condition: this.expression(opened.line, condition),
        body: this.body(['elif', 'else', 'end'], opened)
      }
    ]
    for (;;) {
      const piece = this.pieces[this.at++]
      const word = wordOf(piece)
      if (word === 'end') return branches
      if (!branches[branches.length - 1].condition)
        this.fail(piece.line, `nothing but "{% end %}" can follow "{% else %}"`)
      const test = word === 'elif' ? this.expression(piece.line, piece.text.slice(word.length)) : undefined
      branches.push({ line: piece.line, condition: test, body: this.body(['elif', 'else', 'end'], opened) })
    }
  }

  private loop(opened: Piece, word: 'for' | 'while', rest: string): Node {
    const { line } = opened
    const head = word === 'while' ? { condition: this.expression(line, rest) } : this.forHead(line, rest)
    this.loops++
    const body = this.body(['else', 'end'], opened)
    this.loops--
    const hasElse = wordOf(this.pieces[this.at++]) === 'else'
    const otherwise = hasElse ? this.body(['end'], opened) : []
    if (hasElse) this.at++
    return 'condition' in head
      ? { kind: 'while', line, ...head, body, otherwise }
      : { kind: 'for', line, ...head, body, otherwise }
  }

  private forHead(line: number, text: string): { target: Target; iterable: Expression } {
    return this.python(line, () => {
      const parser = new Parser(text)
      const target = parser.target()
      parser.expect('in')
      const iterable = parser.expressions()
      parser.end()
      return { target, iterable }
    })
  }

  private assignment(line: number, text: string): Node {
    return this.python(line, () => {
      const parser = new Parser(text)
      const target = parser.target()
      const operator = ['+', '-', '*', '/'].find((sign) => parser.accept(`${sign}=`)) ?? ''
      if (!operator) parser.expect('=')
      const value = parser.expressions()
      parser.end()
      return { kind: 'set', line, target, operator, value }
    })
  }
}

const wordOf = ({ text }: Piece) => /^\S+/.exec(text)?.[0] ?? ''
