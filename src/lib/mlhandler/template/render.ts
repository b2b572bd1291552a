import { PythonError, TemplateError } from './errors'
import { ESCAPES } from './escape'
import type { Node, Template } from './nodes'
import { call } from './python/functions'
import { evaluate, Scope } from './python/evaluate'
import { binary } from './python/operators'
import type { Expression } from './python/syntax'
import { str } from './python/text'
import { iterate, truth, type Value } from './python/values'

/** Rounds of all loops together: a `while` that never ends, ends here. */
const MOST_ROUNDS = 1_000_000

type Signal = 'break' | 'continue' | undefined

/**
 * Renders a template with these names in scope. Methods may be asynchronous (a model's predict): they are awaited.
 * @throws TemplateError naming the template and the line of whatever goes wrong
 */
export async function renderTemplate(
  template: Template,
  names: Readonly<Record<string, Value>>,
  signal?: AbortSignal
): Promise<string> {
  const functions = ESCAPES.map((escape) => [escape.name, escape] as const)
  const scope = new Scope([...functions, ...Object.entries(names)])
  return new Renderer(template, scope, signal).render()
}

class Renderer {
  private readonly out: string[] = []
  private rounds = 0

  constructor(
    private readonly template: Template,
    private readonly scope: Scope,
    private readonly signal?: AbortSignal
  ) {}

  async render(): Promise<string> {
    await this.all(this.template.nodes)
    return this.out.join('')
  }

  private async all(nodes: readonly Node[]): Promise<Signal> {
    for (const node of nodes) {
      const signal = await this.located(node)
      if (signal) return signal
    }
    return undefined
  }

  /** Renders a node; an error of any kind gets the line, if it has none yet. */
  private async located(node: Node): Promise<Signal> {
    try {
      return await this.node(node)
    } catch (error) {
      if (error instanceof TemplateError || this.signal?.aborted) throw error
      const kind = error instanceof PythonError ? error.kind : error instanceof Error ? error.name : 'Error'
      const message = error instanceof Error ? error.message : String(error)
      throw new TemplateError(this.template.name, node.line, `${kind}: ${message}`, { cause: error })
    }
  }

  private async node(node: Node): Promise<Signal> {
    switch (node.kind) {
      case 'text':
        this.out.push(node.text)
        return undefined
      case 'output':
        this.out.push(await this.output(node.value, node.raw))
        return undefined
      case 'set': {
        const value = await this.value(node.value)
        const { operator, target } = node
        this.scope.assign(target, operator ? binary(operator, this.scope.get(String(target)), value) : value)
        return undefined
      }
      case 'if':
        for (const { condition, body } of node.branches)
          if (!condition || truth(await this.value(condition))) return this.all(body)
        return undefined
      case 'for':
        for (const item of iterate(await this.value(node.iterable))) {
          this.scope.assign(node.target, item)
          if ((await this.round(node.body)) === 'break') return undefined
        }
        return this.all(node.otherwise)
      case 'while':
        while (truth(await this.value(node.condition)))
          if ((await this.round(node.body)) === 'break') return undefined
        return this.all(node.otherwise)
      default:
        return node.kind
    }
  }

  private async round(body: readonly Node[]): Promise<Signal> {
    this.signal?.throwIfAborted()
    if (++this.rounds > MOST_ROUNDS)
      throw new PythonError('RuntimeError', `the template's loops run more than ${MOST_ROUNDS} times`)
    return this.all(body)
  }

  private value = (expression: Expression): Promise<Value> => evaluate(expression, this.scope)

  private async output(expression: Expression, raw: boolean): Promise<string> {
    const text = str(await this.value(expression))
    const { autoescape } = this.template
    return raw || autoescape === null ? text : str(await call(this.scope.get(autoescape), [text]))
  }
}
