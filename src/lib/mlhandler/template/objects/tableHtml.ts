import { xhtmlEscape } from '../escape'
import { str } from '../python/text'
import type { Value } from '../python/values'
import { columnTexts, signed } from './columnText'

/** A table to be written: labels of rows, and columns with their names. */
export interface TableText {
  readonly index: readonly Value[]
  readonly columns: readonly { readonly name: Value; readonly values: readonly Value[] }[]
}

export interface HtmlOptions {
  readonly index: boolean
  readonly header: boolean
  readonly border: number
  readonly classes: readonly string[]
  readonly tableId: string
  readonly escape: boolean
  readonly missing: string
}

/** The table in HTML, as pandas' to_html writes it. */
export function tableHtml(table: TableText, options: HtmlOptions): string {
  const escape = (text: string) =>
    options.escape ? xhtmlEscape(text).replaceAll('&quot;', '"').replaceAll('&#39;', "'") : text
  const columns = table.columns.map(({ values }) => columnTexts(values, options.missing))
  const cell = (tag: string, text: string) => `      <${tag}>${escape(text)}</${tag}>`
  const row = (cells: string[], attributes = '') => [`    <tr${attributes}>`, ...cells, '    </tr>']
  const names = table.columns.map(({ name }) => cell('th', str(name)))
  const head = [
    '  <thead>',
    ...row(options.index ? [cell('th', ''), ...names] : names, ' style="text-align: right;"'),
    '  </thead>'
  ]
  const body = table.index.flatMap((label, i) => {
    const cells = columns.map((texts) => cell('td', texts[i]))
    return row(options.index ? [cell('th', str(label)), ...cells] : cells)
  })
  const border = options.border ? ` border="${options.border}"` : ''
  const classes = ['dataframe', ...options.classes].join(' ')
  const id = options.tableId ? ` id="${xhtmlEscape(options.tableId)}"` : ''
  return [
    `<table${border} class="${xhtmlEscape(classes)}"${id}>`,
    ...(options.header ? head : []),
    '  <tbody>',
    ...body,
    '  </tbody>',
    '</table>'
  ].join('\n')
}

/** The most rows that are printed; of more, the first and last five. */
const [MOST, EDGE] = [60, 5]

/** The table as text, as pandas prints it, but never folded to a screen's width. */
export function tableText({ index, columns }: TableText): string {
  const cut = index.length > MOST
  const pick = <T>(items: readonly T[], gap: T) =>
    cut ? [...items.slice(0, EDGE), gap, ...items.slice(-EDGE)] : [...items]
  const shown = (values: readonly Value[]) =>
    cut ? [...values.slice(0, EDGE), ...values.slice(-EDGE)] : values
  const right = (name: Value, values: readonly Value[]): string[] => {
    const texts = columnTexts(shown(values))
    if (cut) texts.splice(EDGE, 0, '...')
    const cells = [` ${str(name)}`, ...texts.map(signed)]
    const width = Math.max(...cells.map((text) => text.length))
    return cells.map((text) => text.padStart(width))
  }
  const labels = ['', ...pick(index.map(str), cut ? '..' : '')]
  const width = Math.max(...labels.map((label) => label.length))
  const cells = columns.map(({ name, values }) => right(name, values))
  const lines = labels.map((label, i) => [label.padEnd(width), ...cells.map((column) => column[i])].join(' '))
  return lines.join('\n') + (cut ? `\n\n[${index.length} rows x ${columns.length} columns]` : '')
}
