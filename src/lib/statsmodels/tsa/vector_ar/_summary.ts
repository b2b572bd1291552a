import { SimpleTable, fixed, general, plainFormat, type TextFormat } from '../../iolib'
import { escapeHTML } from '../../iolib/SimpleTable'
import { dateText, timeText } from '../../iolib/format'
import type { Summary } from '../../base'
import type { VARStatistics } from './_statistics'

const format: TextFormat = { ...plainFormat, colsep: '  ', headerAlign: 'right', below: '=' }

function headerTable(): SimpleTable {
  const now = new Date()
  const date = dateText(now).replace(/(\d\d) (\w+) /, '$1, $2, ')
  return new SimpleTable([['VAR'], ['OLS'], [date], [timeText(now)]], {
    stubs: ['Model:', 'Method:', 'Date:', 'Time:'],
    title: 'Summary of Regression Results',
    format: { ...format, width: 15, colsep: ' ', below: '' }
  })
}

function statsTable({ neqs, nobs, llf, aic, bic, hqic, fpe, detomega }: VARStatistics): SimpleTable {
  const column = (facts: readonly (readonly [string, number])[]): SimpleTable =>
    new SimpleTable(
      facts.map(([, value]) => [general(value, 6, true).padStart(12)]),
      { stubs: facts.map(([name]) => name), format: { ...format, colsep: '    ', above: '-', below: '-' } }
    )
  const left = [
    ['No. of Equations:', neqs],
    ['Nobs:', nobs],
    ['Log likelihood:', llf],
    ['AIC:', aic]
  ] as const
  const right = [
    ['BIC:', bic],
    ['HQIC:', hqic],
    ['FPE:', fpe],
    ['Det(Omega_mle):', detomega]
  ] as const
  return column(left).extendRight(column(right))
}

const equationTable = (found: VARStatistics, equation: string): SimpleTable =>
  new SimpleTable(
    Object.keys(found.params[equation]).map((name) => [
      fixed(found.params[equation][name], 6).padStart(15),
      fixed(found.stderr[equation][name], 6).padStart(15),
      fixed(found.tvalues[equation][name], 3).padStart(15),
      fixed(found.pvalues[equation][name], 3).padStart(14)
    ]),
    {
      headers: ['coefficient', 'std. error', 't-stat', 'prob'],
      stubs: Object.keys(found.params[equation]),
      format
    }
  )

/** The correlations of the residuals as pandas once printed a matrix. */
function correlationLines({ names, resid_corr: corr }: VARStatistics): string[] {
  const widths = names.map((name) => Math.max(name.length + 2, 10))
  const first = Math.max(...names.map((name) => name.length)) + 2
  const line = (stub: string, cells: readonly string[]): string =>
    stub.padEnd(first) + cells.map((cell, j) => cell.padStart(widths[j])).join('')
  return [
    line('', names),
    ...names.map((name, i) =>
      line(
        name,
        corr[i].map((value) => fixed(value, 6))
      )
    )
  ]
}

/** The summary of statsmodels' VARResults; as HTML, which statsmodels lacks, the same tables. */
export function varSummary(found: VARStatistics): Summary {
  const header = headerTable()
  const stats = statsTable(found)
  const equations = found.names.map(
    (name) => [`Results for equation ${name}`, equationTable(found, name)] as const
  )
  const correlations = 'Correlation matrix of residuals'
  return {
    as_text: () =>
      [
        header.as_text(),
        stats.as_text(),
        equations.map(([title, table]) => `${title}\n${table.as_text()}\n`).join('\n'),
        correlations,
        ...correlationLines(found),
        '',
        '',
        ''
      ].join('\n'),
    as_html: () =>
      [
        header.as_html(),
        stats.as_html(),
        ...equations.map(([title, table]) => `<h4>${escapeHTML(title)}</h4>\n${table.as_html()}`),
        `<h4>${correlations}</h4>`,
        new SimpleTable(
          found.resid_corr.map((values) => values.map((value) => fixed(value, 6))),
          { headers: found.names, stubs: found.names }
        ).as_html()
      ].join('\n')
  }
}
