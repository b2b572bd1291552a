import { ValueError } from '$lib/estimator/exceptions'
import { matrix, row, type Matrix } from '$lib/numeric/matrix'
import type { Label, Target } from '../base'
import { typeOfTarget } from '../metrics/_targets'
import { encodeLabels } from '../utils/labels'
import { fittedClasses } from './LabelEncoder'

/**
 * Labels as columns, one against the rest: a column a class, or a single one where there are two classes.
 *
 * Source: scikit-learn 1.2, `sklearn.preprocessing.LabelBinarizer`.
 * Parameters: `neg_label` integer = 0, `pos_label` integer = 1. Attributes: `classes_`, `y_type_`.
 * Errors: ValueError unless neg_label < pos_label, and for a continuous target; NotFittedError before fit. A label that
 * fit did not see is `neg_label` in every column, as in scikit-learn. Differs: the result is always dense.
 */
export class LabelBinarizer {
  declare classes_: Label[]
  declare y_type_: 'binary' | 'multiclass'
  readonly params: { readonly neg_label: number; readonly pos_label: number }

  constructor({ neg_label = 0, pos_label = 1 }: { neg_label?: number; pos_label?: number } = {}) {
    this.params = { neg_label, pos_label }
  }

  fit(y: Target): this {
    const { neg_label, pos_label } = this.params
    if (!(neg_label < pos_label))
      throw new ValueError(`neg_label = ${neg_label} is not less than pos_label = ${pos_label}`)
    const type = typeOfTarget(y)
    if (type === 'continuous') throw new ValueError('The target is numbers with fractions, not classes')
    if (y.length === 0)
      throw new ValueError('LabelBinarizer was given no rows', 'At least one row is needed.')
    this.y_type_ = type
    this.classes_ = encodeLabels(y).classes
    return this
  }

  fit_transform(y: Target): Matrix {
    return this.fit(y).transform(y)
  }

  /** rows × classes, or rows × 1 for one or two classes. */
  transform(y: Target): Matrix {
    const classes = fittedClasses(this)
    const { neg_label, pos_label } = this.params
    // The single column of two classes stands for the second, that of a single class for none.
    const columns = classes.length > 2 ? classes : [classes[1]]
    const out = matrix(y.length, columns.length)
    for (let i = 0; i < y.length; i++)
      columns.forEach((label, k) => {
        out.data[i * columns.length + k] = label !== undefined && y[i] === label ? pos_label : neg_label
      })
    return out
  }

  /** The labels again: the greatest of each row or, in a single column, what exceeds `threshold` (= half way). */
  inverse_transform(Y: Matrix, threshold = (this.params.neg_label + this.params.pos_label) / 2): Label[] {
    const classes = fittedClasses(this)
    const expected = classes.length > 2 ? classes.length : 1
    if (Y.shape[1] !== expected) throw new ValueError(`Y has ${Y.shape[1]} columns, not ${expected}`)
    return Array.from({ length: Y.shape[0] }, (_, i) => {
      const own = row(Y, i)
      if (expected > 1) return classes[own.indexOf(own.reduce((a, b) => Math.max(a, b)))]
      return classes[classes.length > 1 && own[0] > threshold ? 1 : 0]
    })
  }
}
