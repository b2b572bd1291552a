import { ValueError } from '$lib/estimator/exceptions'
import { array, boolean, option, type ParamTable } from '$lib/estimator/params'
import { isMatrix, matrix, type Matrix } from '$lib/numeric/matrix'
import { clone, Transformer, type FitOptions, type Table, type Target } from '../base'
import { numericColumns, selectColumns } from '../utils/columns'

/** A part: its name, what it does and to which columns. */
export type Part = [name: string, transformer: Transformer, columns: string[]]

export interface ColumnTransformerParams {
  transformers: Part[]
  remainder: 'drop' | 'passthrough'
  verbose_feature_names_out: boolean
}

/**
 * Different transformers for different columns, their results side by side in the order of the parts.
 *
 * Source: scikit-learn 1.2, `sklearn.compose.ColumnTransformer`.
 *
 * Parameters
 * - `transformers` list of [name, transformer, columns]: the parts; one without columns is left out
 * - `remainder` 'drop' or 'passthrough' = 'drop': what happens to the columns that no part names
 * - `verbose_feature_names_out` = true: output names carry the part's name
 *
 * Attributes: `transformers_` (the fitted parts), `feature_names_in_`, `n_features_in_`.
 * Differs: takes named columns only, not positions or selectors; the result is dense; no
 * `transformer_weights`, `sparse_threshold`, `n_jobs` and `verbose`.
 */
export class ColumnTransformer extends Transformer<ColumnTransformerParams> {
  static override readonly className = 'ColumnTransformer'
  static override readonly module = 'sklearn.compose'
  static override readonly params: ParamTable<ColumnTransformerParams> = {
    transformers: { default: [], kinds: [array] },
    remainder: { default: 'drop', kinds: [option('drop', 'passthrough')] },
    verbose_feature_names_out: { default: true, kinds: [boolean] }
  }

  declare transformers_: Part[]
  declare feature_names_in_: string[]
  declare n_features_in_: number

  async fit(X: Matrix | Table, y?: Target, options?: FitOptions): Promise<this> {
    this.checkParams()
    const table = asTable(X)
    this.feature_names_in_ = [...table.names]
    this.n_features_in_ = table.names.length
    const fitted: Part[] = []
    for (const [name, transformer, columns] of this.params.transformers) {
      if (!columns.length) continue
      checkColumns(table, columns)
      fitted.push([name, await clone(transformer).fit(selectColumns(table, columns), y, options), columns])
    }
    this.transformers_ = fitted
    return this
  }

  async transform(X: Matrix | Table): Promise<Matrix> {
    this.checkFitted()
    const table = asTable(X)
    const blocks: Matrix[] = []
    for (const [, transformer, columns] of this.transformers_) {
      checkColumns(table, columns)
      blocks.push(await transformer.transform(selectColumns(table, columns)))
    }
    const rest = this.remaining()
    if (rest.length) blocks.push(numericColumns(selectColumns(table, rest)).matrix)
    return sideBySide(blocks, table.length)
  }

  private remaining(): string[] {
    if (this.params.remainder === 'drop') return []
    const used = new Set(this.transformers_.flatMap(([, , columns]) => columns))
    return this.feature_names_in_.filter((name) => !used.has(name))
  }

  /** Names of the columns that transform gives: `ohe__Sex_male`, `scaler__Age`. */
  get_feature_names_out(): string[] {
    this.checkFitted()
    const named = (part: string, names: readonly string[]): string[] =>
      this.params.verbose_feature_names_out ? names.map((name) => `${part}__${name}`) : [...names]
    return [
      ...this.transformers_.flatMap(([part, transformer, columns]) =>
        named(part, namesOut(transformer) ?? columns)
      ),
      ...named('remainder', this.remaining())
    ]
  }
}

const namesOut = (transformer: Transformer): string[] | undefined =>
  (transformer as { get_feature_names_out?: () => string[] }).get_feature_names_out?.()

function asTable(X: Matrix | Table): Table {
  if (isMatrix(X))
    throw new ValueError('ColumnTransformer needs named columns, not a matrix', 'Give it a table (a Frame).')
  return X
}

function checkColumns(table: Table, columns: readonly string[]): void {
  for (const column of columns)
    if (!table.names.includes(column))
      throw new ValueError(
        `The column ${column} is missing`,
        `The model was trained on: ${columns.join(', ')}.`,
        { column }
      )
}

function sideBySide(blocks: readonly Matrix[], rows: number): Matrix {
  const cols = blocks.reduce((sum, block) => sum + block.shape[1], 0)
  const out = matrix(rows, cols)
  let offset = 0
  for (const { data, shape } of blocks) {
    for (let i = 0; i < rows; i++)
      out.data.set(data.subarray(i * shape[1], (i + 1) * shape[1]), i * cols + offset)
    offset += shape[1]
  }
  return out
}
