import { ValueError } from '$lib/estimator/exceptions'
import { array, boolean, integer, none, option, real, type ParamTable } from '$lib/estimator/params'
import { matrix, type Matrix } from '$lib/numeric/matrix'
import { Transformer, type Table, type Target } from '../base'
import { categoryColumns, normal, type Category } from '../utils/categories'
import { checkFeatures } from '../utils/validation'
import { infrequentCategories } from './_infrequent'
import { categoryCodes, learnCategories, refuseUnknown } from './_learnCategories'

export interface OneHotEncoderParams {
  categories: 'auto' | Category[][]
  drop: null | 'first' | 'if_binary' | Category[]
  sparse_output: boolean
  handle_unknown: 'error' | 'ignore' | 'infrequent_if_exist'
  min_frequency: number | null
  max_categories: number | null
}

/** What the categories that are grouped as infrequent are called, here and in scikit-learn. */
const INFREQUENT = 'infrequent_sklearn'

/**
 * One column of 0 and 1 for each category of each input column.
 *
 * Source: scikit-learn 1.2, `sklearn.preprocessing.OneHotEncoder`.
 *
 * Parameters
 * - `categories` 'auto' or one list a column = 'auto': the sorted distinct values; missing is a category of its own, last
 * - `drop` null, 'first', 'if_binary' or one category a column = null: which category gets no column of its own
 * - `handle_unknown` 'error', 'ignore' or 'infrequent_if_exist' = 'error': what a category that fit did not see does;
 *   'ignore' gives all zeros, the last the column of the infrequent ones, where there is one
 * - `min_frequency` integer ≥ 1, share in (0, 1) or null = null: categories in fewer rows are infrequent: they share a column
 * - `max_categories` integer ≥ 1 or null = null: most columns that one column may become; the rarest are infrequent
 * - `sparse_output` = true: without effect
 *
 * Attributes: `categories_` (one list a column), `drop_idx_` (the dropped category's index a column, or null),
 * `infrequent_categories_` (one list a column, or null), `feature_names_in_`, `n_features_in_`.
 *
 * Errors: transform throws ValueError that names the column, the value and the known values.
 * Differs: the result is always dense float64: no `sparse` and `dtype`.
 */
export class OneHotEncoder extends Transformer<OneHotEncoderParams> {
  static override readonly className = 'OneHotEncoder'
  static override readonly module = 'sklearn.preprocessing'
  static override readonly params: ParamTable<OneHotEncoderParams> = {
    categories: { default: 'auto', kinds: [option('auto'), array] },
    drop: { default: null, kinds: [none, option('first', 'if_binary'), array] },
    sparse_output: { default: true, kinds: [boolean] },
    handle_unknown: { default: 'error', kinds: [option('error', 'ignore', 'infrequent_if_exist')] },
    min_frequency: { default: null, kinds: [none, integer(1, Infinity, 'left'), real(0, 1, 'neither')] },
    max_categories: { default: null, kinds: [none, integer(1, Infinity, 'left')] }
  }

  declare categories_: Category[][]
  declare drop_idx_: (number | null)[] | null
  declare infrequent_categories_: (Category[] | null)[]
  declare feature_names_in_: string[]
  declare n_features_in_: number

  async fit(X: Matrix | Table, _y?: Target): Promise<this> {
    this.checkParams()
    const { categories, drop, handle_unknown } = this.params
    const columns = learnCategories(X, categories)
    const codes = columns.map((column) => categoryCodes(column.values, column.categories))
    if (handle_unknown === 'error')
      columns.forEach(({ name, values, categories: known }, j) => {
        const row = codes[j].indexOf(-1)
        if (row >= 0) refuseUnknown(name, row, values[row], known)
      })
    this.feature_names_in_ = columns.map(({ name }) => name)
    this.n_features_in_ = columns.length
    this.categories_ = columns.map((column) => column.categories)
    this.infrequent_categories_ = codes.map((own, j) => this.infrequent(own, this.categories_[j]))
    if (drop !== null && typeof drop !== 'string' && drop.length !== columns.length)
      throw new ValueError(
        `drop has ${drop.length} categories for ${columns.length} columns`,
        'Give one a column.'
      )
    this.drop_idx_ = drop === null ? null : this.categories_.map((_, j) => this.dropped(j))
    return this
  }

  private infrequent(codes: Int32Array, categories: readonly Category[]): Category[] | null {
    const counts = new Int32Array(categories.length)
    codes.forEach((code) => code >= 0 && counts[code]++)
    return infrequentCategories(counts, codes.length, this.params)?.map((k) => categories[k]) ?? null
  }

  /** The categories that column j becomes before one is dropped: the frequent ones, then the infrequent as one. */
  private groups(j: number): Category[] {
    const rare = this.infrequent_categories_[j]
    return rare
      ? [...this.categories_[j].filter((category) => !rare.includes(category)), INFREQUENT]
      : this.categories_[j]
  }

  private dropped(j: number): number | null {
    const { drop } = this.params
    const groups = this.groups(j)
    if (drop === 'first') return 0
    if (drop === 'if_binary') return groups.length === 2 ? 0 : null
    const wanted = normal(drop![j] as Category)
    const name = this.feature_names_in_[j]
    if (this.infrequent_categories_[j]?.includes(wanted))
      throw new ValueError(
        `drop names "${String(wanted)}", which is infrequent in ${name}`,
        'Drop a frequent one.'
      )
    const index = groups.indexOf(wanted)
    if (index < 0)
      throw new ValueError(
        `drop names "${String(drop![j])}", which is no category of ${name}`,
        `It has: ${groups.map(String).join(', ')}.`
      )
    return index
  }

  /** The categories that get a column each. */
  private kept(j: number): Category[] {
    const drop = this.drop_idx_?.[j] ?? null
    return this.groups(j).filter((_, k) => k !== drop)
  }

  /** rows × (all categories, less the dropped ones). */
  async transform(X: Matrix | Table): Promise<Matrix> {
    this.checkFitted()
    const columns = categoryColumns(X)
    const rows = columns[0]?.values.length ?? 0
    checkFeatures(matrix(0, columns.length), this.n_features_in_, 'OneHotEncoder')
    const kept = this.categories_.map((_, j) => this.kept(j))
    const cols = kept.reduce((sum, list) => sum + list.length, 0)
    const out = matrix(rows, cols)
    let offset = 0
    columns.forEach(({ name, values }, j) => {
      const codes = categoryCodes(values, this.categories_[j])
      const place = this.places(j, kept[j])
      for (let i = 0; i < rows; i++) {
        if (codes[i] < 0 && this.params.handle_unknown === 'error')
          refuseUnknown(name, i, values[i], this.categories_[j])
        const at = place(codes[i])
        if (at >= 0) out.data[i * cols + offset + at] = 1
      }
      offset += kept[j].length
    })
    return out
  }

  /** From the index of a category (−1: unknown) to that of its output column; −1 for none. */
  private places(j: number, kept: readonly Category[]): (code: number) => number {
    const rare = this.infrequent_categories_[j]
    const together = rare ? kept.lastIndexOf(INFREQUENT) : -1
    const places = this.categories_[j].map((category) =>
      rare?.includes(category) ? together : kept.indexOf(category)
    )
    const unknown = this.params.handle_unknown === 'infrequent_if_exist' ? together : -1
    return (code) => (code < 0 ? unknown : places[code])
  }

  /**
   * The categories again, row by row. All zeros mean the dropped category, or null where none was dropped; the infrequent
   * ones come back as `infrequent_sklearn`.
   */
  async inverse_transform(X: Matrix): Promise<Category[][]> {
    this.checkFitted()
    const kept = this.categories_.map((_, j) => this.kept(j))
    const cols = kept.reduce((sum, list) => sum + list.length, 0)
    checkFeatures(X, cols, 'OneHotEncoder')
    return Array.from({ length: X.shape[0] }, (_, i) => {
      let at = i * cols
      return kept.map((list, j) => {
        const own = X.data.subarray(at, (at += list.length))
        const hit = own.indexOf(own.reduce((a, b) => Math.max(a, b), 0))
        if (hit >= 0 && own[hit] !== 0) return list[hit]
        const drop = this.drop_idx_?.[j] ?? null
        if (drop !== null) return this.groups(j)[drop]
        if (this.params.handle_unknown === 'error')
          throw new ValueError(
            `Row ${i}: no category of ${this.feature_names_in_[j]} is set`,
            'One of its columns must be 1.'
          )
        return null
      })
    })
  }

  /** Names of the columns that transform gives: `Sex_male`. */
  get_feature_names_out(): string[] {
    this.checkFitted()
    return this.categories_.flatMap((_, j) =>
      this.kept(j).map(
        (category) => `${this.feature_names_in_[j]}_${category === null ? 'nan' : String(category)}`
      )
    )
  }
}
