/** The summary of a state space model, as statsmodels' MLEResults prints it. */
import { svd } from '$lib/numeric/linalg'
import type { Matrix } from '$lib/numeric/matrix'
import { fixed, general, sampleDate, Summary, type Fact } from '../../iolib'
import type { Inference } from './inference'

/** What the summary reads of a model. */
export interface Summarized {
  readonly params_: Float64Array
  readonly param_names_: readonly string[]
  readonly cov_params_: Matrix
  readonly cov_rank_: number
  readonly cov_description_: string
  readonly index_: Float64Array | null
  readonly lost: number
}

export interface Heading {
  readonly title: string
  /** The model's name, one component an element. */
  readonly lines: readonly string[]
  readonly endogName: string
  readonly concentrated: boolean
}

/** The ratio of the largest to the least singular value. */
function condition(cov: Matrix): number {
  if (!cov.data.every(Number.isFinite)) return NaN
  const { s } = svd(cov)
  return s[0] / s[s.length - 1]
}

const sampleFacts = ({ index_, lost }: Summarized, nobs: number): Fact[] =>
  index_
    ? [
        ['Sample:', sampleDate(index_[lost])],
        ['', `- ${sampleDate(index_[index_.length - 1])}`]
      ]
    : [
        ['Sample:', '0'],
        ['', ` - ${nobs}`]
      ]

export function mleSummary(model: Summarized, found: Inference, heading: Heading): Summary {
  const [name, ...others] = heading.lines
  const left: Fact[] = [
    ['Dep. Variable:', heading.endogName],
    ['Model:', name],
    ...others.map((line): Fact => ['', `+ ${line}`]),
    ['Date:', null],
    ['Time:', null],
    ...sampleFacts(model, found.nobs),
    ['Covariance Type:', found.cov_type === 'none' ? 'Not computed' : found.cov_type]
  ]
  const right: Fact[] = [
    ['No. Observations:', String(found.nobs)],
    ['Log Likelihood', fixed(found.llf, 3)],
    ['AIC', fixed(found.aic, 3)],
    ['BIC', fixed(found.bic, 3)],
    ['HQIC', fixed(found.hqic, 3)],
    ...(heading.concentrated ? [['Scale', fixed(found.scale, 3)] as const] : [])
  ]
  const { test_serial_correlation: lb, test_heteroskedasticity: het, test_normality: jb } = found
  const two = (value: number): string => fixed(value, 2)
  const names = model.param_names_
  const summary = new Summary().addTable2cols(heading.title, left, right)
  if (names.length > 0)
    summary.addTableParams({
      names,
      coef: model.params_,
      stdErr: names.map((n) => found.bse[n]),
      statistic: names.map((n) => found.zvalues[n]),
      pvalue: names.map((n) => found.pvalues[n]),
      lower: names.map((n) => found.conf_int[n][0]),
      upper: names.map((n) => found.conf_int[n][1])
    })
  summary.addTable2cols(
    '',
    [
      ['Ljung-Box (L1) (Q):', two(lb.statistic)],
      ['Prob(Q):', two(lb.pvalue)],
      ['Heteroskedasticity (H):', two(het.statistic)],
      ['Prob(H) (two-sided):', two(het.pvalue)]
    ],
    [
      ['Jarque-Bera (JB):', two(jb.statistic)],
      ['Prob(JB):', two(jb.pvalue)],
      ['Skew:', two(jb.skew)],
      ['Kurtosis:', two(jb.kurtosis)]
    ]
  )
  const notes = [model.cov_description_]
  if (model.cov_rank_ < names.length)
    notes.push(
      `Covariance matrix is singular or near-singular, with condition number ${general(condition(model.cov_params_), 3).padStart(6)}. Standard errors may be unstable.`
    )
  return summary.addExtraText(['Warnings:', ...notes.map((note, i) => `[${i + 1}] ${note}`)])
}
