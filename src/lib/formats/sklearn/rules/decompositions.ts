import { floats } from '../../numpy/arrays'
import type { PyValue } from '../../pickle/values'
import { entriesOf } from '../Decoder'
import { estimator } from '../encode'
import type { Rule } from '../Rule'

const LOSSES: Readonly<Record<string, bigint>> = {
  frobenius: 2n,
  'kullback-leibler': 1n,
  'itakura-saito': 0n
}

export const decompositionRules: Readonly<Record<string, Rule>> = {
  PCA: {
    write: ({ params }) => ({
      _fit_svd_solver: params.svd_solver === 'auto' ? 'full' : String(params.svd_solver)
    }),
    consumes: ['_fit_svd_solver']
  },
  NMF: {
    write: ({
      params: { beta_loss: loss },
      attributes: { n_components_: count }
    }): Record<string, PyValue> =>
      typeof count === 'number'
        ? { _n_components: BigInt(count), _beta_loss: typeof loss === 'number' ? loss : LOSSES[String(loss)] }
        : {},
    consumes: ['_n_components', '_beta_loss']
  },
  // The kernel's means are a centerer's.
  KernelPCA: {
    omit: ['_kernel_means', '_kernel_mean'],
    write: ({ attributes: { _kernel_means: means, _kernel_mean: mean } }): Record<string, PyValue> =>
      means instanceof Float64Array
        ? {
            _centerer: estimator('sklearn.preprocessing._data', 'KernelCenterer', {
              K_fit_rows_: floats(means),
              K_fit_all_: mean as number,
              n_features_in_: BigInt(means.length)
            })
          }
        : {},
    consumes: ['_centerer'],
    read: (entries, decoder) => {
      const centerer = entries.get('_centerer')
      if (!centerer) return {}
      const { K_fit_rows_: means, K_fit_all_: mean } = Object.fromEntries(entriesOf(centerer))
      return { attributes: { _kernel_means: decoder.value(means), _kernel_mean: decoder.value(mean) } }
    }
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
