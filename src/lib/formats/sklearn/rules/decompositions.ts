import type { PyValue } from '../../pickle/values'
import type { Rule } from '../Rule'

export const decompositionRules: Readonly<Record<string, Rule>> = {
  PCA: {
    write: ({ params }) => ({
      _fit_svd_solver: params.svd_solver === 'auto' ? 'full' : String(params.svd_solver)
    }),
    consumes: ['_fit_svd_solver']
  },
  // scikit-learn keeps the likelihoods as a list.
  FactorAnalysis: {
    write: ({ attributes: { loglike_: likelihoods } }): Record<string, PyValue> =>
      likelihoods ? { loglike_: Array.from(likelihoods as Float64Array) } : {},
    read: (entries, decoder) =>
      entries.has('loglike_')
        ? { attributes: { loglike_: Float64Array.from(decoder.list(entries.get('loglike_')) as number[]) } }
        : {}
  }
}
