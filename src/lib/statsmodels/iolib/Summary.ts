/**
 * A model's summary as statsmodels prints it (statsmodels.iolib.summary), as text and as HTML:
 *
 *     const summary = new Summary()
 *     summary.addTable2cols('SARIMAX Results', [['Dep. Variable:', 'R'], ['Date:', null]], [['AIC', '-793.3']])
 *     summary.addTableParams({ names, coef, stdErr, statistic, pvalue, lower, upper })
 *     summary.addTable2cols('', [['Prob(Q):', '0.95']], [['Skew:', '0.54']])
 *     summary.addExtraText(['Warnings:', '[1] …'])
 */
import { dateText, fixed, forg, timeText } from './format'
import { SimpleTable, escapeHTML, paramsFormat, twoColumnFormat } from './SimpleTable'

/** A name and its text; null stands for the present time after `Date:` and `Time:`. */
export type Fact = readonly [name: string, text: string | null]

/** One element for each parameter. */
export interface ParamColumns {
  readonly names: readonly string[]
  readonly coef: ArrayLike<number>
  readonly stdErr: ArrayLike<number>
  /** Each coefficient over its standard error. */
  readonly statistic: ArrayLike<number>
  readonly pvalue: ArrayLike<number>
  readonly lower: ArrayLike<number>
  readonly upper: ArrayLike<number>
}

const now: Readonly<Record<string, (date: Date) => string>> = { 'Date:': dateText, 'Time:': timeText }

/** Texts for null, and blank lines up to the length. */
const filled = (facts: readonly Fact[], length: number): [name: string, text: string][] =>
  Array.from({ length }, (_, i) => {
    const [name, text] = facts[i] ?? [' ', ' ']
    return [name, text ?? now[name]?.(new Date()) ?? '']
  })

const factTable = (facts: readonly [string, string][], title: string): SimpleTable =>
  new SimpleTable(
    facts.map(([, text]) => [text]),
    { stubs: facts.map(([name]) => name), title, format: twoColumnFormat }
  )

export class Summary {
  readonly tables: SimpleTable[] = []
  private extraText: string | null = null

  /** Facts in two columns, the shorter one filled up. */
  addTable2cols(title: string, left: readonly Fact[], right: readonly Fact[] = []): this {
    const length = Math.max(left.length, right.length)
    const table = factTable(filled(left, length), title)
    const wide = filled(right, length).map(([name, text]): [string, string] => [`  ${name}`.padEnd(21), text])
    if (right.length > 0) table.extendRight(factTable(wide, ''))
    this.tables.push(table)
    return this
  }

  /** The parameters with their confidence interval; `useT` says that the statistic is Student's t, else it is normal. */
  addTableParams(columns: ParamColumns, { alpha = 0.05, useT = false } = {}): this {
    const { names, coef, stdErr, statistic, pvalue, lower, upper } = columns
    const letter = useT ? 't' : 'z'
    const headers = ['coef', 'std err', letter, `P>|${letter}|`, `[${alpha / 2}`, `${1 - alpha / 2}]`]
    const rows = names.map((_, i) => [
      forg(coef[i], 4),
      forg(stdErr[i]),
      forg(statistic[i]),
      fixed(pvalue[i], 3).padStart(6),
      forg(lower[i]),
      forg(upper[i])
    ])
    this.tables.push(
      names.length > 0
        ? new SimpleTable(rows, { headers, stubs: names, format: paramsFormat })
        : new SimpleTable([['No Model Parameters']])
    )
    return this
  }

  /** Lines below the tables. */
  addExtraText(lines: readonly string[]): this {
    this.extraText = lines.join('\n')
    return this
  }

  /** The tables under each other; where two meet, the rule of the lower one stands. */
  as_text(): string {
    const last = this.tables.length - 1
    const texts = this.tables.map((table, i) => {
      const text = table.as_text()
      return i < last ? text.slice(0, text.lastIndexOf('\n')) : text
    })
    return texts.join('\n') + (this.extraText === null ? '' : `\n\n${this.extraText}`)
  }

  as_html(): string {
    const tables = this.tables.map((table) => table.as_html()).join('\n')
    if (this.extraText === null) return tables
    return `${tables}<br/><br/>${escapeHTML(this.extraText).replaceAll('\n', '<br/>')}`
  }
}
