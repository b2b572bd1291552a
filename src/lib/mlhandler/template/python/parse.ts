import { PythonError } from '../errors'
import { parseFormat } from './fstring'
import type { Clause, Expression, Target } from './syntax'
import { type Token, tokenize } from './tokens'
import { float } from './values'

const CONSTANTS: ReadonlyMap<string, null | boolean> = new Map([
  ['None', null],
  ['True', true],
  ['False', false]
])
const KEYWORDS = new Set('and or not in is if else for lambda'.split(' '))
/** Binary operators from the loosest to the tightest; ** is apart. */
const LEVELS: readonly (readonly string[])[] = [['|'], ['^'], ['&'], ['+', '-'], ['*', '/', '//', '%']]
const COMPARISONS = new Set(['==', '!=', '<', '>', '<=', '>=', 'in', 'is'])

/** Parses Python expressions by recursive descent, after the grammar of the Python language reference (chapter 6). */
export class Parser {
  private at = 0
  private readonly tokens: readonly Token[]

  constructor(source: string) {
    this.tokens = tokenize(source)
  }

  private get next(): Token {
    return this.tokens[this.at]
  }
  /** Is the next token this operator or keyword? */
  is = (text: string): boolean =>
    this.next.text === text && this.next.kind !== 'string' && this.next.kind !== 'end'
  accept(text: string): boolean {
    const found = this.is(text)
    if (found) this.at++
    return found
  }
  fail(): never {
    const found = this.next.kind === 'end' ? 'the end' : `'${this.next.text}'`
    throw new PythonError('SyntaxError', `${found} is not expected here`)
  }
  expect(text: string): void {
    if (!this.accept(text))
      throw new PythonError('SyntaxError', `'${text}' was expected, not '${this.next.text || 'the end'}'`)
  }
  end(): void {
    if (this.next.kind !== 'end') this.fail()
  }
  private name(): string {
    const { kind, text } = this.next
    if (kind !== 'name' || KEYWORDS.has(text) || CONSTANTS.has(text)) this.fail()
    this.at++
    return text
  }

  /** One expression, or several with commas between: a tuple. */
  expressions(): Expression {
    const first = this.expression()
    return this.is(',') ? { kind: 'tuple', items: this.more(first, () => this.expression()) } : first
  }

  /** The items after the first of a comma-separated list, up to a closing bracket or the end. */
  private more(first: Expression, item: () => Expression): Expression[] {
    const items = [first]
    while (this.accept(',')) {
      if (this.next.kind === 'end' || [')', ']', '}'].some(this.is)) break
      items.push(item())
    }
    return items
  }

  target(): Target {
    const one = (): Target => {
      if (!this.is('(') && !this.is('[')) return this.name()
      const close = this.accept('(') ? ')' : (this.expect('['), ']')
      const inner = this.target()
      this.expect(close)
      return inner
    }
    const targets = [one()]
    let several = false
    while (this.accept(',')) {
      several = true
      if (this.is('in') || this.is('=') || this.is(')')) break
      targets.push(one())
    }
    return several ? targets : targets[0]
  }

  expression(): Expression {
    if (this.accept('lambda')) return this.lambda()
    const then = this.or()
    if (!this.accept('if')) return then
    const condition = this.or()
    this.expect('else')
    return { kind: 'conditional', condition, then, otherwise: this.expression() }
  }

  private lambda(): Expression {
    const parameters: string[] = []
    while (!this.accept(':')) {
      parameters.push(this.name())
      if (!this.is(':')) this.expect(',')
    }
    return { kind: 'lambda', parameters, body: this.expression() }
  }

  private or(): Expression {
    let left = this.and()
    while (this.accept('or')) left = { kind: 'or', left, right: this.and() }
    return left
  }
  private and(): Expression {
    let left = this.not()
    while (this.accept('and')) left = { kind: 'and', left, right: this.not() }
    return left
  }
  private not(): Expression {
    return this.accept('not') ? { kind: 'unary', operator: 'not', operand: this.not() } : this.comparison()
  }

  private comparison(): Expression {
    const first = this.binary(0)
    const rest: { operator: string; right: Expression }[] = []
    for (;;) {
      const operator = this.comparisonOperator()
      if (!operator) return rest.length ? { kind: 'comparison', first, rest } : first
      rest.push({ operator, right: this.binary(0) })
    }
  }
  private comparisonOperator(): string | undefined {
    if (this.is('not') && this.tokens[this.at + 1].text === 'in') {
      this.at += 2
      return 'not in'
    }
    if (this.next.kind === 'string' || !COMPARISONS.has(this.next.text)) return undefined
    const operator = this.tokens[this.at++].text
    return operator === 'is' && this.accept('not') ? 'is not' : operator
  }

  private binary(level: number): Expression {
    if (level === LEVELS.length) return this.unary()
    let left = this.binary(level + 1)
    for (;;) {
      const operator = LEVELS[level].find(this.is)
      if (!operator) return left
      this.at++
      left = { kind: 'binary', operator, left, right: this.binary(level + 1) }
    }
  }
  private unary(): Expression {
    for (const operator of ['-', '+', '~'])
      if (this.accept(operator)) return { kind: 'unary', operator, operand: this.unary() }
    const left = this.primary()
    return this.accept('**') ? { kind: 'binary', operator: '**', left, right: this.unary() } : left
  }

  private primary(): Expression {
    let object = this.atom()
    for (;;) {
      if (this.accept('.')) object = { kind: 'attribute', object, name: this.name() }
      else if (this.accept('(')) object = this.call(object)
      else if (this.accept('[')) {
        object = { kind: 'item', object, index: this.index() }
        this.expect(']')
      } else return object
    }
  }

  private call(callee: Expression): Expression {
    const positional: { value: Expression; spread: boolean }[] = []
    const named: { name: string | null; value: Expression }[] = []
    while (!this.accept(')')) {
      if (this.accept('**')) named.push({ name: null, value: this.expression() })
      else if (this.accept('*')) positional.push({ value: this.expression(), spread: true })
      else if (this.next.kind === 'name' && this.tokens[this.at + 1].text === '=') {
        const name = this.name()
        this.expect('=')
        named.push({ name, value: this.expression() })
      } else {
        const value = this.expression()
        positional.push({ value: this.is('for') ? this.comprehension(value) : value, spread: false })
      }
      if (!this.is(')')) this.expect(',')
    }
    return { kind: 'call', callee, positional, named }
  }

  private index(): Expression {
    const part = () => (this.is(':') || this.is(']') || this.is(',') ? undefined : this.expression())
    const one = (): Expression => {
      const parts = [part()]
      while (this.accept(':')) parts.push(part())
      if (parts.length > 1) return { kind: 'slice', parts }
      return parts[0] ?? this.fail()
    }
    const first = one()
    return this.is(',') ? { kind: 'tuple', items: this.more(first, one) } : first
  }

  private clauses(): Clause[] {
    const clauses: Clause[] = []
    while (this.accept('for')) {
      const target = this.target()
      this.expect('in')
      const iterable = this.or()
      const conditions: Expression[] = []
      while (this.accept('if')) conditions.push(this.or())
      clauses.push({ target, iterable, conditions })
    }
    return clauses
  }
  private comprehension = (element: Expression): Expression => ({
    kind: 'comprehension',
    element,
    clauses: this.clauses()
  })

  private atom(): Expression {
    const token = this.next
    if (token.kind === 'string') return this.strings()
    if (token.kind === 'number') {
      this.at++
      const value = Number(token.text.replaceAll('_', ''))
      return { kind: 'constant', value: /^0x|^[\d_]+$/i.test(token.text) ? value : float(value) }
    }
    const constant = token.kind === 'name' ? CONSTANTS.get(token.text) : undefined
    if (constant !== undefined) {
      this.at++
      return { kind: 'constant', value: constant }
    }
    if (this.accept('(')) return this.parenthesized()
    if (this.accept('[')) return this.bracketed()
    if (this.accept('{')) return this.braced()
    return { kind: 'name', name: this.name() }
  }

  /** Literals side by side are one. */
  private strings(): Expression {
    const parts: Expression[] = []
    for (; this.next.kind === 'string'; this.at++) {
      const { text, format } = this.next
      parts.push(format ? parseFormat(text) : { kind: 'constant', value: text })
    }
    return parts.reduce((left, right) => ({ kind: 'binary', operator: '+', left, right }))
  }

  private parenthesized(): Expression {
    if (this.accept(')')) return { kind: 'tuple', items: [] }
    const first = this.expression()
    const whole: Expression = this.is('for')
      ? this.comprehension(first)
      : this.is(',')
        ? { kind: 'tuple', items: this.more(first, () => this.expression()) }
        : first
    this.expect(')')
    return whole
  }

  private bracketed(): Expression {
    if (this.accept(']')) return { kind: 'list', items: [] }
    const first = this.expression()
    const whole: Expression = this.is('for')
      ? this.comprehension(first)
      : { kind: 'list', items: this.more(first, () => this.expression()) }
    this.expect(']')
    return whole
  }

  private braced(): Expression {
    const entries: [Expression, Expression][] = []
    while (!this.accept('}')) {
      const key = this.expression()
      this.expect(':')
      entries.push([key, this.expression()])
      if (entries.length === 1 && this.is('for')) {
        const clauses = this.clauses()
        this.expect('}')
        return { kind: 'dictComprehension', element: entries[0], clauses }
      }
      if (!this.is('}')) this.expect(',')
    }
    return { kind: 'dict', entries }
  }
}

/** The expression that the whole text is. */
export function parseExpression(source: string): Expression {
  const parser = new Parser(source.trim())
  const expression = parser.expressions()
  parser.end()
  return expression
}
