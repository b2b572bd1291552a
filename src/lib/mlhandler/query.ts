/** The parts of a request's address, form fields or JSON object: flags begin with `_`, the rest are columns or settings. */

export type Values = Readonly<Record<string, readonly unknown[]>>

export class Query {
  constructor(
    /** Keys that begin with `_`, never columns: `_action`, `_model`, `_proba` … */
    readonly flags: Values,
    /** All other keys. */
    readonly fields: Values
  ) {}

  static of(pairs: Iterable<readonly [string, unknown]>): Query {
    const flags: Record<string, unknown[]> = {}
    const fields: Record<string, unknown[]> = {}
    for (const [key, value] of pairs) {
      const group = key.startsWith('_') ? flags : fields
      // A name such as __proto__ is a key like any other.
      if (!Object.hasOwn(group, key))
        Object.defineProperty(group, key, { value: [], enumerable: true, writable: true, configurable: true })
      group[key].push(value)
    }
    return new Query(flags, fields)
  }

  has(flag: string): boolean {
    return Object.hasOwn(this.flags, flag)
  }

  /** The flag's last value as text; '' for a flag without one, undefined when it is not there. */
  get(flag: string): string | undefined {
    const values = this.has(flag) ? this.flags[flag] : undefined
    return values === undefined ? undefined : String(values[values.length - 1])
  }

  /** This and another's, whose values win where both have a key. */
  with(other: Query): Query {
    return new Query({ ...this.flags, ...other.flags }, { ...this.fields, ...other.fields })
  }
}
