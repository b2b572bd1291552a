import { NotFittedError, ValueError } from '$lib/estimator/exceptions'
import type { Label, Target } from '../base'
import { encodeLabels } from '../utils/labels'

/**
 * Labels as 0 … n − 1, in their sorted order. It works on a target, not on columns, so that it is no step of a pipeline.
 *
 * Source: scikit-learn 1.2, `sklearn.preprocessing.LabelEncoder`. Attribute: `classes_`, the sorted distinct labels.
 * Errors: ValueError for a label (or a code) that fit did not see, NotFittedError before fit.
 */
export class LabelEncoder {
  declare classes_: Label[]

  fit(y: Target): this {
    this.classes_ = encodeLabels(y).classes
    return this
  }

  fit_transform(y: Target): Int32Array {
    const { classes, codes } = encodeLabels(y)
    this.classes_ = classes
    return codes
  }

  transform(y: Target): Int32Array {
    const index = new Map(fittedClasses(this).map((label, k) => [label, k]))
    return Int32Array.from({ length: y.length }, (_, i) => {
      const code = index.get(y[i])
      if (code === undefined)
        throw new ValueError(
          `The label ${JSON.stringify(y[i])} is not known`,
          `Known are: ${this.classes_.join(', ')}.`
        )
      return code
    })
  }

  inverse_transform(codes: ArrayLike<number>): Label[] {
    const classes = fittedClasses(this)
    return Array.from(codes, (code) => {
      if (!(code in classes))
        throw new ValueError(`${code} is the code of no label`, `Codes go up to ${classes.length - 1}.`)
      return classes[code]
    })
  }
}

/** The classes of a label transformer. Throws NotFittedError before fit. */
export function fittedClasses({ classes_ }: { readonly classes_?: Label[] }): Label[] {
  if (!classes_) throw new NotFittedError('The labels are not fitted yet', 'Call fit first.')
  return classes_
}
