import type { Value } from './values'

/** What a loop or an assignment gives values to: a name, or several. */
export type Target = string | readonly Target[]

/** `for target in iterable if condition …` of a comprehension. */
export interface Clause {
  readonly target: Target
  readonly iterable: Expression
  readonly conditions: readonly Expression[]
}

/** An expression, parsed. */
export type Expression =
  | { readonly kind: 'constant'; readonly value: Value }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'attribute'; readonly object: Expression; readonly name: string }
  | { readonly kind: 'item'; readonly object: Expression; readonly index: Expression }
  | { readonly kind: 'slice'; readonly parts: readonly (Expression | undefined)[] }
  | {
      readonly kind: 'call'
      readonly callee: Expression
      readonly positional: readonly { readonly value: Expression; readonly spread: boolean }[]
      /** A name of null spreads a dict. */
      readonly named: readonly { readonly name: string | null; readonly value: Expression }[]
    }
  | { readonly kind: 'unary'; readonly operator: string; readonly operand: Expression }
  | {
      readonly kind: 'binary'
      readonly operator: string
      readonly left: Expression
      readonly right: Expression
    }
  | {
      readonly kind: 'comparison'
      readonly first: Expression
      readonly rest: readonly { readonly operator: string; readonly right: Expression }[]
    }
  | { readonly kind: 'and' | 'or'; readonly left: Expression; readonly right: Expression }
  | {
      readonly kind: 'conditional'
      readonly condition: Expression
      readonly then: Expression
      readonly otherwise: Expression
    }
  | { readonly kind: 'list' | 'tuple'; readonly items: readonly Expression[] }
  | { readonly kind: 'dict'; readonly entries: readonly (readonly [Expression, Expression])[] }
  | { readonly kind: 'comprehension'; readonly element: Expression; readonly clauses: readonly Clause[] }
  | {
      readonly kind: 'dictComprehension'
      readonly element: readonly [Expression, Expression]
      readonly clauses: readonly Clause[]
    }
  | { readonly kind: 'lambda'; readonly parameters: readonly string[]; readonly body: Expression }
  | { readonly kind: 'join'; readonly parts: readonly (string | Replacement)[] }

/** A replacement field of an f-string. */
export interface Replacement {
  readonly value: Expression
  readonly conversion: string
  /** The format specification, itself perhaps with replacement fields. */
  readonly spec: Expression
}
