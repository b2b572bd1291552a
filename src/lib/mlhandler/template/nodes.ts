import type { Expression, Target } from './python/syntax'

/** A piece of a template, with the line where it begins. */
export type Node = { readonly line: number } & (
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'output'; readonly value: Expression; readonly raw: boolean }
  /** `operator` is that of an augmented assignment, "" for a plain one. */
  | { readonly kind: 'set'; readonly target: Target; readonly operator: string; readonly value: Expression }
  | { readonly kind: 'if'; readonly branches: readonly Branch[] }
  | {
      readonly kind: 'for'
      readonly target: Target
      readonly iterable: Expression
      readonly body: readonly Node[]
      /** Rendered when the loop was not broken off. */
      readonly otherwise: readonly Node[]
    }
  | {
      readonly kind: 'while'
      readonly condition: Expression
      readonly body: readonly Node[]
      readonly otherwise: readonly Node[]
    }
  | { readonly kind: 'break' | 'continue' }
)

export interface Branch {
  readonly line: number
  /** Without one: else. */
  readonly condition?: Expression
  readonly body: readonly Node[]
}

export interface Template {
  readonly name: string
  readonly nodes: readonly Node[]
  /** The name of the function that output goes through, null for none. */
  readonly autoescape: string | null
}
