import { matrix, type Matrix } from '$lib/numeric/matrix'
import { Transformer, type Table, type Target } from '../base'
import { ValueError } from '../exceptions'
import { array, none, option, type ParamTable } from '../params'
import { categoryColumns, normal, uniqueCategories, type Category } from '../utils/categories'

export interface OneHotEncoderParams {
  categories: 'auto' | Category[][]
  drop: null | 'first' | 'if_binary' | Category[]
  handle_unknown: 'error' | 'ignore'
}

/**
 * One column of 0 and 1 for each category of each input column.
 *
 * Source: scikit-learn 1.2, `sklearn.preprocessing.OneHotEncoder`.
 *
 * Parameters
 * - `categories` 'auto' or one list a column = 'auto': the sorted distinct values; missing is a category of its own, last
 * - `drop` null, 'first', 'if_binary' or one category a column = null: which category gets no column of its own
 * - `handle_unknown` 'error' or 'ignore' = 'error': what a category that fit did not see does; 'ignore' gives all zeros
 *
 * Attributes: `categories_` (one list a column), `drop_idx_` (the dropped category's index a column, or null),
 * `feature_names_in_`, `n_features_in_`.
 *
 * Errors: transform throws ValueError that names the column, the value and the known values.
 * Differs: the result is always dense (`sparse_output` false).
 */
export class OneHotEncoder extends Transformer<OneHotEncoderParams> {
  static override readonly className = 'OneHotEncoder'
  static override readonly module = 'sklearn.preprocessing'
  static override readonly params: ParamTable<OneHotEncoderParams> = {
    categories: { default: 'auto', kinds: [option('auto'), array] },
    drop: { default: null, kinds: [none, option('first', 'if_binary'), array] },
    handle_unknown: { default: 'error', kinds: [option('error', 'ignore')] }
  }

  declare categories_: Category[][]
  declare drop_idx_: (number | null)[] | null
  declare feature_names_in_: string[]
  declare n_features_in_: number

  async fit(X: Matrix | Table, _y?: Target): Promise<this> {
    this.checkParams()
    const columns = categoryColumns(X)
    const { categories } = this.params
    this.feature_names_in_ = columns.map(({ name }) => name)
    this.n_features_in_ = columns.length
    this.categories_ = columns.map(({ values }, j) =>
      categories === 'auto' ? uniqueCategories(values) : categories[j].map(normal)
    )
    this.drop_idx_ =
      this.params.drop === null ? null : this.categories_.map((list, j) => this.dropped(list, j))
    if (categories !== 'auto' && this.params.handle_unknown === 'error') await this.transform(X)
    return this
  }

  private dropped(categories: readonly Category[], j: number): number | null {
    const { drop } = this.params
    if (drop === 'first') return 0
    if (drop === 'if_binary') return categories.length === 2 ? 0 : null
    const index = categories.indexOf(normal(drop![j] as Category))
    if (index < 0)
      throw new ValueError(
        `drop names "${String(drop![j])}", which is no category of ${this.feature_names_in_[j]}`,
        `It has: ${categories.map(String).join(', ')}.`
      )
    return index
  }

  /** How many columns the input column j becomes. */
  private width(j: number): number {
    return this.categories_[j].length - (this.dropIndex(j) === null ? 0 : 1)
  }

  private dropIndex(j: number): number | null {
    return this.drop_idx_?.[j] ?? null
  }

  /** rows × (all categories, less the dropped ones). */
  async transform(X: Matrix | Table): Promise<Matrix> {
    this.checkFitted()
    const columns = categoryColumns(X)
    const rows = columns[0]?.values.length ?? 0
    const cols = this.categories_.reduce((sum, _, j) => sum + this.width(j), 0)
    const out = matrix(rows, cols)
    let offset = 0
    columns.forEach(({ name, values }, j) => {
      const index = new Map(this.categories_[j].map((category, k) => [category, k]))
      const drop = this.dropIndex(j)
      for (let i = 0; i < rows; i++) {
        const k = index.get(normal(values[i]))
        if (k === undefined) this.refuse(name, i, values[i], this.categories_[j])
        else if (k !== drop) out.data[i * cols + offset + k - (drop !== null && k > drop ? 1 : 0)] = 1
      }
      offset += this.width(j)
    })
    return out
  }

  private refuse(column: string, row: number, value: Category, known: readonly Category[]): void {
    if (this.params.handle_unknown === 'ignore') return
    throw new ValueError(
      `Row ${row}: ${column} = ${JSON.stringify(value)} is a category that the model was not trained on`,
      `${column} is one of: ${known.map((category) => JSON.stringify(category)).join(', ')}.`,
      { column, row, value, expected: known }
    )
  }

  /** Names of the columns that transform gives: `Sex_male`. */
  get_feature_names_out(): string[] {
    this.checkFitted()
    return this.categories_.flatMap((list, j) =>
      list
        .filter((_, k) => k !== this.dropIndex(j))
        .map((category) => `${this.feature_names_in_[j]}_${category === null ? 'nan' : String(category)}`)
    )
  }
}
