import type { Frame } from '$lib/frame/Frame'
import { isMatrix, type Matrix, matrix } from '$lib/numeric/matrix'
import { PythonError } from '../errors'
import { fromPlain } from '../plain'
import { bindMethod, define, type Methods } from '../python/functions'
import { repr } from '../python/text'
import { Dict, float, isNumber, iterate, PyObject, toNumber, Tuple, type Value } from '../python/values'
import { DataFrame } from './DataFrame'
import { NdArray } from './NdArray'

/** What estimators and time-series models have in common. */
export interface Model {
  readonly params: object
  readonly meta: { readonly className: string; readonly module: string; readonly params: object }
}

const isModel = (value: unknown): value is Model =>
  typeof value === 'object' && value !== null && 'meta' in value && 'params' in value

/** Is this parameter a real number, so that 1 is 1.0? */
function isReal(model: Model, name: string): boolean {
  const spec = (model.meta.params as Record<string, { kinds?: readonly { kind: string }[] }>)[name]
  const kinds = spec?.kinds?.map(({ kind }) => kind) ?? []
  return kinds.includes('real') && !kinds.includes('integer')
}

/** What a model gives, as Python's values: typed arrays and matrices are numpy arrays, models are models. */
function toValue(data: unknown): Value {
  if (isMatrix(data)) return new NdArray(Array.from(data.data, float), data.shape)
  if (data instanceof Float64Array || data instanceof Float32Array)
    return new NdArray(Array.from(data, float))
  if (ArrayBuffer.isView(data) && !(data instanceof DataView))
    return new NdArray(Array.from(data as Int32Array))
  if (isModel(data)) return new ModelObject(data)
  if (Array.isArray(data)) return data.map(toValue)
  if (typeof data === 'object' && data !== null && Object.getPrototypeOf(data) === Object.prototype)
    return new Dict(Object.entries(data).map(([key, value]) => [key, toValue(value)]))
  return fromPlain(data)
}

/** Lists of labels (classes_) are numpy arrays too. */
const attributeValue = (data: unknown): Value => {
  const isLabels =
    Array.isArray(data) && data.length > 0 && data.every((item) => typeof item !== 'object' && item !== null)
  return isLabels ? new NdArray(data.map((item) => fromPlain(item))) : toValue(data)
}

/** The rows that a method is given: a frame where the model takes one, else numbers. */
function toInput(value: Value): Matrix | Frame {
  if (value instanceof DataFrame) return value.frame
  const rows = [...iterate(value)].map((row) => [...iterate(row)])
  const flat = rows.flat().map((item) => {
    if (!isNumber(item)) throw new PythonError('TypeError', `${repr(item)} is not a number`)
    return toNumber(item)
  })
  return matrix(rows.length, rows[0]?.length ?? 0, Float64Array.from(flat))
}

/** A frame as the numbers of its columns, for estimators that take a matrix. */
function asMatrix(input: Matrix | Frame): Matrix {
  if (isMatrix(input)) return input
  const columns = input.names.map((name) => input.numbers(name))
  const X = matrix(input.length, columns.length)
  columns.forEach((column, j) => column.forEach((value, i) => (X.data[i * columns.length + j] = value)))
  return X
}

/** Methods that take rows and give an array. */
const OVER_ROWS = new Set(['predict', 'predict_proba', 'predict_log_proba', 'decision_function', 'transform'])
/** Models made of others take tables, since a part of them encodes the text. */
const TAKES_TABLE = new Set(['Pipeline', 'ColumnTransformer', 'OneHotEncoder'])

/** An estimator, to a template what a fitted scikit-learn estimator (or a statsmodels model) is. */
export class ModelObject extends PyObject {
  readonly typeName: string
  override readonly module: string
  constructor(readonly model: Model) {
    super()
    this.typeName = model.meta.className
    this.module = model.meta.module
  }

  /** Parameters and fitted attributes; without its own underscore too, as statsmodels names them. */
  override attribute(name: string): Value | undefined {
    const method = bindMethod<ModelObject>(this, METHODS, name) ?? this.overRows(name)
    if (method) return method
    if (Object.hasOwn(this.model.params, name)) return this.parameters().get(name)
    for (const field of [name, `${name}_`]) {
      const value: unknown = this.model[field as keyof Model]
      if (
        /[^_]_$/.test(field) &&
        !field.startsWith('_') &&
        value !== undefined &&
        typeof value !== 'function'
      )
        return attributeValue(value)
    }
    return name === 'named_steps' ? this.steps() : undefined
  }

  private overRows(name: string): Value | undefined {
    const method: unknown = OVER_ROWS.has(name) ? this.model[name as keyof Model] : undefined
    if (typeof method !== 'function') return undefined
    return define(name, ['X'], async (X) => {
      const input = toInput(X)
      const given: unknown = await method.call(
        this.model,
        TAKES_TABLE.has(this.typeName) ? input : asMatrix(input)
      )
      return attributeValue(given)
    })
  }

  parameters(): Dict {
    return new Dict(
      Object.entries(this.model.params).map(([name, value]): [string, Value] => {
        if (name === 'steps' && Array.isArray(value))
          return [name, value.map((step) => new Tuple((step as unknown[]).map(toValue)))]
        return [name, typeof value === 'number' && isReal(this.model, name) ? float(value) : toValue(value)]
      })
    )
  }

  /** The steps of a pipeline by their names. */
  private steps(): Dict | undefined {
    const steps = this.parameters().get('steps')
    return Array.isArray(steps)
      ? new Dict(steps.map((step) => (step as Tuple).items as [Value, Value]))
      : undefined
  }
  override item(key: Value): Value {
    const steps = this.steps()
    if (!steps) return super.item(key)
    const step = typeof key === 'number' ? steps.values().at(key) : steps.get(key)
    if (step === undefined) throw new PythonError('KeyError', repr(key))
    return step
  }

  /** As scikit-learn prints an estimator: with the parameters that are not the defaults. */
  override repr(): string {
    const table = this.model.meta.params as Record<string, { default?: unknown }>
    const changed = this.parameters()
      .entries()
      .filter(([name]) => this.model.params[name as keyof object] !== table[String(name)]?.default)
      .map(([name, value]) => `${name}=${repr(value)}`)
    return `${this.typeName}(${changed.join(', ')})`
  }
}

const METHODS: Methods<ModelObject> = {
  get_params: [[['deep', true]], (self) => self.parameters()]
}
