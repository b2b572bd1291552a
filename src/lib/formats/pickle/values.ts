/**
 * Python values as plain data, as a pickle tells them: nothing here can run.
 *
 * None, bool, str, bytes, list, dict and set are null, boolean, string, Uint8Array, Array, Map and Set; an int is a bigint and a
 * float a number, because Python tells them apart.
 */
export type PyValue =
  | null
  | boolean
  | bigint
  | number
  | string
  | Uint8Array
  | PyValue[]
  | Map<PyValue, PyValue>
  | Set<PyValue>
  | Tuple
  | Global
  | Call

export class Tuple {
  constructor(readonly items: readonly PyValue[]) {}
}

/** A class or function, by the module that has it. */
export class Global {
  constructor(
    readonly module: string,
    readonly name: string
  ) {}

  /** `numpy.ndarray` */
  get path(): string {
    return `${this.module}.${this.name}`
  }
}

/** An object: what is called to make it, with what, and the state that it is then given. */
export class Call {
  /** None where the object is given no state. */
  state: PyValue = null
  /** What a subclass of list or set holds. */
  readonly items: PyValue[] = []
  /** What a subclass of dict holds. */
  readonly entries = new Map<PyValue, PyValue>()

  constructor(
    readonly callable: PyValue,
    readonly args: PyValue,
    /** `new`: callable.__new__(callable, …args); `call`: callable(…args). */
    readonly how: 'new' | 'call' = 'call',
    readonly kwargs: PyValue = null
  ) {}

  /** The path of what is called; '' where that is no class or function. */
  get path(): string {
    return this.callable instanceof Global ? this.callable.path : ''
  }

  withState(state: PyValue): this {
    this.state = state
    return this
  }
}

export const tuple = (...items: PyValue[]): Tuple => new Tuple(items)

export const dict = (entries: Readonly<Record<string, PyValue>>): Map<PyValue, PyValue> =>
  new Map(Object.entries(entries))

/** An object of a Python class as pickle makes it: without its __init__, its attributes from a dict. */
export const instance = (
  module: string,
  name: string,
  attributes?: Readonly<Record<string, PyValue>>
): Call => new Call(new Global(module, name), tuple(), 'new').withState(attributes ? dict(attributes) : null)
