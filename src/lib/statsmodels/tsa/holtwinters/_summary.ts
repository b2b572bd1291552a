import { SimpleTable, Summary, fixed, general, type Fact } from '../../iolib'
import type { HoltWinters, HoltWintersResults } from './HoltWinters'
import type { Specification } from './_specification'

const component = { add: 'Additive', mul: 'Multiplicative' }
const codes = ['alpha', 'beta', 'gamma', 'l.0', 'b.0', 'phi']
const order = [
  'smoothing_level',
  'smoothing_trend',
  'smoothing_seasonal',
  'initial_level',
  'initial_trend',
  'damping_trend'
]

/** A name's short form: `alpha`, or `s.3` for the fourth seasonal effect. */
const codeOf = (name: string): string => codes[order.indexOf(name)] ?? name.replace(/^\w+\./, 's.')

const yes = (is: boolean): string => (is ? 'True' : 'False')

/** Eight digits or so, wherever the point is. */
function coefficient(value: number): string {
  const scale = value === 0 ? 1 : Math.trunc(Math.log10(Math.abs(value)))
  return (scale > 4 || scale < -3 ? general(value, 5) : fixed(value, Math.min(7 - scale, 7))).padStart(20)
}

/** The summary of statsmodels' HoltWintersResults; only that a damped trend's first value is shown undamped. */
export function holtWintersSummary(
  model: HoltWinters<object>,
  found: HoltWintersResults,
  { useBoxcox }: Specification
): Summary {
  const { form_: form, lambda_: lambda } = model
  const { className } = model.meta
  const left: Fact[] = [
    ['Dep. Variable:', model.endog_name_],
    ['Model:', className],
    ['Optimized:', yes(found.optimized)],
    ['Trend:', form.trend ? component[form.trend] : 'None'],
    ['Seasonal:', form.seasonal ? component[form.seasonal] : 'None'],
    ['Seasonal Periods:', form.seasonal ? String(form.m) : 'None'],
    ['Box-Cox:', yes(useBoxcox !== false)],
    ['Box-Cox Coeff.:', lambda === null ? 'None' : fixed(lambda, 5).padStart(10)]
  ]
  const right: Fact[] = [
    ['No. Observations:', String(found.nobs)],
    ['SSE', fixed(found.sse, 3)],
    ['AIC', fixed(found.aic, 3)],
    ['BIC', fixed(found.bic, 3)],
    ['AICC', fixed(found.aicc, 3)],
    ['Date:', null],
    ['Time:', null]
  ]
  const rows = model.param_names_.map((name, j) => [
    coefficient(model.params_[j]),
    codeOf(name).padStart(20),
    yes(model.optimized_[j]).padStart(20)
  ])
  const summary = new Summary().addTable2cols(`${className} Model Results`, left, right)
  summary.tables.push(
    new SimpleTable(rows, { headers: ['coeff', 'code', 'optimized'], stubs: [...model.param_names_] })
  )
  return summary
}
