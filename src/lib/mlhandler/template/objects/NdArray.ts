import { PythonError } from '../errors'
import { bindMethod, type Methods } from '../python/functions'
import { order } from '../python/operators'
import { place, Slice } from '../python/subscript'
import { Float, float, PyObject, Tuple, type Value } from '../python/values'
import { toFixed } from '../python/format'
import { arrayRepr, arrayText } from './arrayText'

/** A numpy array: its values in C order. */
export class NdArray extends PyObject {
  readonly typeName = 'ndarray'
  override readonly module = 'numpy'
  constructor(
    readonly values: readonly Value[],
    readonly shape: readonly number[] = [values.length]
  ) {
    super()
  }

  override attribute(name: string): Value | undefined {
    if (name === 'shape') return new Tuple([...this.shape])
    if (name === 'size') return this.values.length
    if (name === 'ndim') return this.shape.length
    if (name === 'T') return this.transposed()
    return bindMethod<NdArray>(this, METHODS, name)
  }

  /** What lies at place i of the first axis: an array of one dimension less, or a value. */
  private at(i: number): Value {
    if (this.shape.length === 1) return this.values[i]
    const inner = this.shape.slice(1)
    const size = inner.reduce((a, b) => a * b, 1)
    return new NdArray(this.values.slice(i * size, (i + 1) * size), inner)
  }

  override item(key: Value): Value {
    if (key instanceof Tuple) {
      const [first, ...rest] = key.items
      const inner = rest.length
        ? (part: Value) => (part as NdArray).item(rest.length === 1 ? rest[0] : new Tuple(rest))
        : (part: Value) => part
      if (first instanceof Slice) return stack(first.indices(this.shape[0]).map((i) => inner(this.at(i))))
      return inner(this.item(first))
    }
    if (key instanceof Slice)
      return stack(
        key.indices(this.shape[0]).map((i) => this.at(i)),
        this.shape.slice(1)
      )
    return this.at(place(key, this.shape[0], 'array'))
  }

  override iterate(): Iterable<Value> {
    return Array.from({ length: this.shape[0] }, (_, i) => this.at(i))
  }
  override length = (): number => this.shape[0]
  override truth(): boolean {
    if (this.values.length === 1)
      return this.values[0] instanceof Float ? this.values[0].value !== 0 : Boolean(this.values[0])
    throw new PythonError('ValueError', 'the truth value of an array is ambiguous: use len(), or its items')
  }
  override repr(): string {
    return arrayRepr(this.values, this.shape)
  }
  override text(): string {
    return arrayText(this.values, this.shape)
  }

  private transposed(): NdArray {
    if (this.shape.length !== 2) return this
    const [rows, columns] = this.shape
    const values = Array.from(
      { length: rows * columns },
      (_, i) => this.values[(i % rows) * columns + Math.floor(i / rows)]
    )
    return new NdArray(values, [columns, rows])
  }
}

/** The array of these parts. */
function stack(parts: readonly Value[], inner: readonly number[] = []): NdArray {
  const first = parts[0]
  if (first instanceof NdArray)
    return new NdArray(
      parts.flatMap((part) => (part as NdArray).values),
      [parts.length, ...first.shape]
    )
  return new NdArray(parts, [parts.length, ...inner])
}

const toList = (value: Value): Value =>
  value instanceof NdArray ? Array.from(value.iterate(), toList) : value
const numbers = ({ values }: NdArray) =>
  values.map((value) => (value instanceof Float ? value.value : Number(value)))
/** The sum in the numbers' own kind. */
function sum(array: NdArray): Value {
  const total = numbers(array).reduce((a, b) => a + b, 0)
  return array.values.some((value) => value instanceof Float) ? float(total) : total
}
const extreme = (sign: 1 | -1) => (array: NdArray) =>
  array.values.reduce((best, value) => (sign * order(value, best) > 0 ? value : best))
const places = (array: NdArray) =>
  [...array.values.keys()].sort((a, b) => order(array.values[a], array.values[b]))

const METHODS: Methods<NdArray> = {
  tolist: [[], toList],
  flatten: [[], ({ values }) => new NdArray(values)],
  ravel: [[], ({ values }) => new NdArray(values)],
  sum: [[], sum],
  mean: [[], (array) => float(numbers(array).reduce((a, b) => a + b, 0) / array.values.length)],
  min: [[], extreme(-1)],
  max: [[], extreme(1)],
  argmax: [[], (array) => array.values.indexOf(extreme(1)(array))],
  argmin: [[], (array) => array.values.indexOf(extreme(-1)(array))],
  argsort: [[], (array) => new NdArray(places(array))],
  round: [
    [['decimals', 0]],
    ({ values, shape }, decimals) =>
      new NdArray(
        values.map((value) =>
          value instanceof Float ? float(Number(toFixed(value.value, Number(decimals)))) : value
        ),
        shape
      )
  ]
}
