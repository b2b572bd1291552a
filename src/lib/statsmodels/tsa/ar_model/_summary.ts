import { SimpleTable, Summary, fixed, sampleDate } from '../../iolib'
import type { AutoReg } from './AutoReg'
import type { AutoRegStatistics } from './_statistics'

const rootsTable = ({ roots, arfreq }: AutoRegStatistics): SimpleTable =>
  new SimpleTable(
    roots.map(({ re, im }, i) => [
      fixed(re, 4).padStart(17),
      `${fixed(im, 4)
        .replace(/^(?!-)/, '+')
        .padStart(17)}j`,
      fixed(Math.hypot(re, im), 4).padStart(17),
      fixed(arfreq[i], 4).padStart(17)
    ]),
    {
      headers: ['            Real', '         Imaginary', '         Modulus', '        Frequency'],
      stubs: roots.map((_, i) => `AR.${i + 1}`),
      title: 'Roots'
    }
  )

/** The summary of statsmodels' AutoRegResults. */
export function autoRegSummary(model: AutoReg, found: AutoRegStatistics): Summary {
  const { design_, endog_, index_, param_names_: names } = model
  const { lags, holdBack, period } = design_
  const maxLag = lags.at(-1) ?? 0
  const name = [
    lags.length < maxLag ? 'Restr. ' : '',
    period > 0 ? 'Seas. ' : '',
    'AutoReg',
    model.exog_names_.length > 0 ? '-X' : '',
    `(${maxLag})`
  ].join('')
  const sample = index_
    ? [sampleDate(index_[holdBack]), `- ${sampleDate(index_[index_.length - 1])}`]
    : [String(holdBack), String(endog_.length)]
  const summary = new Summary()
    .addTable2cols(
      'AutoReg Model Results',
      [
        ['Dep. Variable:', model.endog_name_],
        ['Model:', name],
        ['Method:', 'Conditional MLE'],
        ['Date:', null],
        ['Time:', null],
        ['Sample:', sample[0]],
        ['', sample[1]]
      ],
      [
        ['No. Observations:', String(endog_.length)],
        ['Log Likelihood', fixed(found.llf, 3)],
        ['S.D. of innovations', fixed(Math.sqrt(found.sigma2), 3)],
        ['AIC', fixed(found.aic, 3)],
        ['BIC', fixed(found.bic, 3)],
        ['HQIC', fixed(found.hqic, 3)]
      ]
    )
    .addTableParams({
      names,
      coef: Object.values(found.params),
      stdErr: Object.values(found.bse),
      statistic: Object.values(found.tvalues),
      pvalue: Object.values(found.pvalues),
      lower: Object.values(found.conf_int).map(([lower]) => lower),
      upper: Object.values(found.conf_int).map(([, upper]) => upper)
    })
  if (maxLag > 0) summary.tables.push(rootsTable(found))
  return summary
}
