import { PythonError } from '../errors'
import { getAttribute } from './attributes'
import { BUILTINS } from './builtins'
import { format } from './format'
import { call } from './functions'
import { binary, compare, unary } from './operators'
import { Slice, subscript } from './subscript'
import type { Clause, Expression, Target } from './syntax'
import { repr, str } from './text'
import { Dict, iterate, PyFunction, truth, Tuple, type Value } from './values'

/** The names that an expression sees. Names are set here, and looked up here, further out, and among the builtins. */
export class Scope {
  private readonly values: Map<string, Value>
  constructor(
    values: Iterable<readonly [string, Value]> = [],
    private readonly outer?: Scope
  ) {
    this.values = new Map(values)
  }
  get(name: string): Value {
    const value = this.values.get(name) ?? (this.values.has(name) ? null : undefined)
    if (value !== undefined) return value
    if (this.outer) return this.outer.get(name)
    const builtin = BUILTINS.get(name)
    if (builtin === undefined) throw new PythonError('NameError', `name '${name}' is not defined`)
    return builtin
  }
  /** Gives a value to a name, or the value's items to several. */
  assign(target: Target, value: Value): void {
    if (typeof target === 'string') {
      this.values.set(target, value)
      return
    }
    const items = [...iterate(value)]
    if (items.length !== target.length)
      throw new PythonError('ValueError', `cannot unpack ${items.length} values into ${target.length} names`)
    target.forEach((one, i) => this.assign(one, items[i]))
  }
}

type Of<K extends Expression['kind']> = Extract<Expression, { kind: K }>
type Evaluators = {
  readonly [K in Expression['kind']]: (node: Of<K>, scope: Scope) => Value | Promise<Value>
}

async function all(nodes: readonly Expression[], scope: Scope): Promise<Value[]> {
  const values: Value[] = []
  for (const node of nodes) values.push(await evaluate(node, scope))
  return values
}

async function evaluateCall({ callee, positional, named }: Of<'call'>, scope: Scope): Promise<Value> {
  const target = await evaluate(callee, scope)
  const values: Value[] = []
  for (const { value, spread } of positional) {
    const given = await evaluate(value, scope)
    if (spread) values.push(...iterate(given))
    else values.push(given)
  }
  const keywords = new Map<string, Value>()
  for (const { name, value } of named) {
    const given = await evaluate(value, scope)
    if (name !== null) keywords.set(name, given)
    else for (const key of iterate(given)) keywords.set(str(key), subscript(given, key))
  }
  return call(target, values, keywords)
}

async function comparison({ first, rest }: Of<'comparison'>, scope: Scope): Promise<Value> {
  let left = await evaluate(first, scope)
  for (const { operator, right } of rest) {
    const value = await evaluate(right, scope)
    if (!compare(operator, left, value)) return false
    left = value
  }
  return true
}

/** Runs `body` for each round of the clauses, in a scope that has their names. */
async function each(
  clauses: readonly Clause[],
  outer: Scope,
  body: (scope: Scope) => Promise<unknown>
): Promise<void> {
  if (!clauses.length) {
    await body(outer)
    return
  }
  const [{ target, iterable, conditions }, ...inner] = clauses
  const scope = new Scope([], outer)
  rounds: for (const item of iterate(await evaluate(iterable, outer))) {
    scope.assign(target, item)
    for (const condition of conditions) if (!truth(await evaluate(condition, scope))) continue rounds
    await each(inner, scope, body)
  }
}

async function join({ parts }: Of<'join'>, scope: Scope): Promise<string> {
  let text = ''
  for (const part of parts) {
    if (typeof part === 'string') {
      text += part
      continue
    }
    const value = await evaluate(part.value, scope)
    const converted = part.conversion === 'r' ? repr(value) : part.conversion ? str(value) : value
    text += format(converted, str(await evaluate(part.spec, scope)))
  }
  return text
}

const EVALUATORS: Evaluators = {
  constant: ({ value }) => value,
  name: ({ name }, scope) => scope.get(name),
  attribute: async ({ object, name }, scope) => getAttribute(await evaluate(object, scope), name),
  item: async ({ object, index }, scope) =>
    subscript(await evaluate(object, scope), await evaluate(index, scope)),
  slice: async ({ parts }, scope) => {
    const values: (Value | undefined)[] = []
    for (const part of parts) values.push(part && (await evaluate(part, scope)))
    return new Slice(values)
  },
  call: evaluateCall,
  unary: async ({ operator, operand }, scope) => {
    const value = await evaluate(operand, scope)
    return operator === 'not' ? !truth(value) : unary(operator, value)
  },
  binary: async ({ operator, left, right }, scope) =>
    binary(operator, await evaluate(left, scope), await evaluate(right, scope)),
  comparison,
  and: async ({ left, right }, scope) => {
    const value = await evaluate(left, scope)
    return truth(value) ? evaluate(right, scope) : value
  },
  or: async ({ left, right }, scope) => {
    const value = await evaluate(left, scope)
    return truth(value) ? value : evaluate(right, scope)
  },
  conditional: async ({ condition, then, otherwise }, scope) =>
    evaluate(truth(await evaluate(condition, scope)) ? then : otherwise, scope),
  list: ({ items }, scope) => all(items, scope),
  tuple: async ({ items }, scope) => new Tuple(await all(items, scope)),
  dict: async ({ entries }, scope) => {
    const dict = new Dict()
    for (const [key, value] of entries) dict.set(await evaluate(key, scope), await evaluate(value, scope))
    return dict
  },
  comprehension: async ({ element, clauses }, scope) => {
    const items: Value[] = []
    await each(clauses, scope, async (inner) => items.push(await evaluate(element, inner)))
    return items
  },
  dictComprehension: async ({ element: [key, value], clauses }, scope) => {
    const dict = new Dict()
    await each(clauses, scope, async (inner) =>
      dict.set(await evaluate(key, inner), await evaluate(value, inner))
    )
    return dict
  },
  lambda: ({ parameters, body }, scope) =>
    new PyFunction('<lambda>', ({ positional }) => {
      if (positional.length !== parameters.length)
        throw new PythonError(
          'TypeError',
          `<lambda>() takes ${parameters.length} arguments (${positional.length} given)`
        )
      return evaluate(
        body,
        new Scope(
          parameters.map((name, i) => [name, positional[i]]),
          scope
        )
      )
    }),
  join
}

/** The value of an expression. Nothing but what the scope holds and the builtins can be reached. */
export async function evaluate(node: Expression, scope: Scope): Promise<Value> {
  const evaluator = EVALUATORS[node.kind] as (node: Expression, scope: Scope) => Value | Promise<Value>
  return evaluator(node, scope)
}
