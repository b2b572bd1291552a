import { PyObject, type Value } from '../python/values'

/** An object with these attributes and nothing else: what `handler` is to a template. */
export class Namespace extends PyObject {
  private readonly attributes: ReadonlyMap<string, Value>
  constructor(
    readonly typeName: string,
    attributes: Readonly<Record<string, Value>>
  ) {
    super()
    this.attributes = new Map(Object.entries(attributes))
  }
  override attribute = (name: string): Value | undefined => this.attributes.get(name)
}
