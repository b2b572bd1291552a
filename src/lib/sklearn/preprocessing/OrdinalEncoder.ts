import { ValueError } from '$lib/estimator/exceptions'
import { array, integer, none, option, real, type ParamTable } from '$lib/estimator/params'
import { matrix, type Matrix } from '$lib/numeric/matrix'
import { Transformer, type Table, type Target } from '../base'
import { categoryColumns, type Category } from '../utils/categories'
import { checkFeatures } from '../utils/validation'
import { categoryCodes, learnCategories, refuseUnknown } from './_learnCategories'

export interface OrdinalEncoderParams {
  categories: 'auto' | Category[][]
  handle_unknown: 'error' | 'use_encoded_value'
  unknown_value: number | 'nan' | null
  encoded_missing_value: number | null
}

/**
 * Each column's categories as 0 … n − 1.
 *
 * Source: scikit-learn 1.2, `sklearn.preprocessing.OrdinalEncoder`.
 *
 * Parameters
 * - `categories` 'auto' or one list a column = 'auto': the sorted distinct values; missing is none of them
 * - `handle_unknown` 'error' or 'use_encoded_value' = 'error': what a category that fit did not see does
 * - `unknown_value` integer, 'nan' or null = null: the code of such a category, with 'use_encoded_value' only
 * - `encoded_missing_value` number or null = null (NaN): the code of missing values
 *
 * Attributes: `categories_` (one list a column; a missing value last), `feature_names_in_`, `n_features_in_`.
 *
 * Errors: ValueError for a code that a category has already; transform names the column, the value and the known values.
 * Differs: `dtype` is always float64; NaN is written 'nan' in `unknown_value`, so that it goes through JSON.
 */
export class OrdinalEncoder extends Transformer<OrdinalEncoderParams> {
  static override readonly className = 'OrdinalEncoder'
  static override readonly module = 'sklearn.preprocessing'
  static override readonly params: ParamTable<OrdinalEncoderParams> = {
    categories: { default: 'auto', kinds: [option('auto'), array] },
    handle_unknown: { default: 'error', kinds: [option('error', 'use_encoded_value')] },
    unknown_value: { default: null, kinds: [none, integer(), option('nan')] },
    encoded_missing_value: { default: null, kinds: [none, real()] }
  }

  declare categories_: Category[][]
  declare feature_names_in_: string[]
  declare n_features_in_: number

  async fit(X: Matrix | Table, _y?: Target): Promise<this> {
    this.checkParams()
    const { categories, handle_unknown, unknown_value, encoded_missing_value } = this.params
    if (handle_unknown === 'use_encoded_value' && unknown_value === null)
      throw new ValueError(
        'handle_unknown use_encoded_value needs unknown_value',
        "Give an integer or 'nan'."
      )
    if (handle_unknown === 'error' && unknown_value !== null)
      throw new ValueError(
        `unknown_value = ${unknown_value} does nothing`,
        'Set handle_unknown to use_encoded_value.'
      )
    const columns = learnCategories(X, categories)
    for (const { name, values, categories: known } of columns) {
      const row = categoryCodes(values, known).indexOf(-1)
      if (row >= 0 && handle_unknown === 'error') refuseUnknown(name, row, values[row], known)
      checkFree('unknown_value', unknown_value, name, known)
      if (known.includes(null)) checkFree('encoded_missing_value', encoded_missing_value, name, known)
    }
    this.feature_names_in_ = columns.map(({ name }) => name)
    this.n_features_in_ = columns.length
    this.categories_ = columns.map((column) => column.categories)
    return this
  }

  /** rows × columns of codes. */
  async transform(X: Matrix | Table): Promise<Matrix> {
    this.checkFitted()
    const columns = categoryColumns(X)
    checkFeatures(matrix(0, columns.length), this.n_features_in_, 'OrdinalEncoder')
    const { unknown_value, encoded_missing_value } = this.params
    const unknown = typeof unknown_value === 'number' ? unknown_value : NaN
    const out = matrix(columns[0]?.values.length ?? 0, columns.length)
    columns.forEach(({ name, values }, j) => {
      const known = this.categories_[j]
      categoryCodes(values, known).forEach((code, i) => {
        if (code < 0 && this.params.handle_unknown === 'error') refuseUnknown(name, i, values[i], known)
        const coded = known[code] === null ? (encoded_missing_value ?? NaN) : code
        out.data[i * columns.length + j] = code < 0 ? unknown : coded
      })
    })
    return out
  }

  /** The categories again, row by row; null for a missing or an unknown one. Throws ValueError for a code that is none. */
  async inverse_transform(X: Matrix): Promise<Category[][]> {
    this.checkFitted()
    checkFeatures(X, this.n_features_in_, 'OrdinalEncoder')
    const cols = this.n_features_in_
    const { unknown_value, encoded_missing_value } = this.params
    const absent = [encoded_missing_value ?? NaN, unknown_value === 'nan' ? NaN : unknown_value]
    return Array.from({ length: X.shape[0] }, (_, i) =>
      this.categories_.map((known, j) => {
        const code = X.data[i * cols + j]
        if (absent.some((value) => Object.is(value, code))) return null
        if (code in known) return known[code]
        throw new ValueError(
          `Row ${i}: ${code} is no code of ${this.feature_names_in_[j]}`,
          `It has 0 … ${known.length - 1}.`
        )
      })
    )
  }

  /** The columns keep their names. */
  get_feature_names_out(): string[] {
    this.checkFitted()
    return [...this.feature_names_in_]
  }
}

function checkFree(
  param: string,
  code: number | 'nan' | null,
  column: string,
  known: readonly Category[]
): void {
  if (typeof code === 'number' && code >= 0 && code < known.length)
    throw new ValueError(
      `${param} = ${code} is the code of ${JSON.stringify(known[code])} in ${column}`,
      `Use a negative number, or one from ${known.length} on.`
    )
}
