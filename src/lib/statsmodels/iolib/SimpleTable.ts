/**
 * A table as text and as HTML, cell for cell as statsmodels.iolib.table prints it; only that HTML is escaped, since names
 * of columns come from data.
 */

type Align = 'left' | 'right' | 'center'

/** How a table looks as text. */
export interface TextFormat {
  readonly colsep: string
  /** The least width of every column. */
  readonly width: number
  /** The least width of the first, second … column of data; the list repeats. */
  readonly dataWidths: readonly number[]
  /** What the lines above and below the table and below its headers are made of; empty for none. */
  readonly above: string
  readonly below: string
  readonly headerBelow: string
  readonly headerAlign: Align
}

export const plainFormat: TextFormat = {
  colsep: ' ',
  width: 0,
  dataWidths: [0],
  above: '=',
  below: '-',
  headerBelow: '-',
  headerAlign: 'center'
}
/** Two columns of a model's facts side by side. */
export const twoColumnFormat: TextFormat = { ...plainFormat, width: 18, below: '=', headerAlign: 'right' }
/** Parameters with their statistics. */
export const paramsFormat: TextFormat = {
  ...twoColumnFormat,
  width: 10,
  dataWidths: [0, 0, 8, 0, 11, 11]
}

interface Cell {
  readonly text: string
  readonly kind: 'data' | 'stub' | 'header' | 'empty'
  readonly width: number
}

/** Python's str.center: an odd space goes to the left where the width is odd. */
function center(text: string, width: number): string {
  const space = Math.max(0, width - text.length)
  const left = (space >> 1) + (space & width & 1)
  return ' '.repeat(left) + text + ' '.repeat(space - left)
}

const pad = (text: string, width: number, align: Align): string =>
  align === 'left' ? text.padEnd(width) : align === 'right' ? text.padStart(width) : center(text, width)

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

export const escapeHTML = (text: string): string => text.replace(/[&<>"]/g, (char) => entities[char])

const htmlTag = { data: 'td', stub: 'th', header: 'th', empty: 'td' }

function htmlCell({ text, kind }: Cell, width: number): string {
  const tag = htmlTag[kind]
  const bare = `<${tag}>${text}</${tag}>`
  const [before, after] = pad(bare, width, kind === 'stub' ? 'left' : 'center').split(bare)
  return `${before}<${tag}>${escapeHTML(text)}</${tag}>${after}`
}

interface TableOptions {
  readonly headers?: readonly string[]
  readonly stubs?: readonly string[]
  readonly title?: string
  readonly format?: TextFormat
}

export class SimpleTable {
  private readonly rows: Cell[][]
  private readonly hasHeaders: boolean
  private readonly title: string
  private readonly format: TextFormat

  /** `data` holds the rows' texts as they are to be printed; stubs stand left of them, headers above. */
  constructor(data: readonly (readonly string[])[], options: TableOptions = {}) {
    const { headers, stubs, title = '', format = plainFormat } = options
    const widths = format.dataWidths
    this.rows = data.map((texts, i) => [
      ...(stubs ? [{ text: stubs[i], kind: 'stub' as const, width: 0 }] : []),
      ...texts.map((text, j) => ({ text, kind: 'data' as const, width: widths[j % widths.length] }))
    ])
    if (headers)
      this.rows.unshift([
        ...(stubs ? [{ text: '', kind: 'empty' as const, width: 0 }] : []),
        ...headers.map((text) => ({ text, kind: 'header' as const, width: 0 }))
      ])
    this.hasHeaders = headers !== undefined
    this.title = title
    this.format = format
  }

  /** Puts another table, of as many rows, to the right of this one. */
  extendRight(table: SimpleTable): this {
    this.rows.forEach((row, i) => row.push(...table.rows[i]))
    return this
  }

  private widths(width: (cell: Cell) => number): number[] {
    const columns = Math.min(...this.rows.map((row) => row.length))
    return Array.from({ length: columns }, (_, j) => Math.max(...this.rows.map((row) => width(row[j]))))
  }

  as_text(): string {
    const { colsep, above, below, headerBelow, headerAlign, width } = this.format
    const widths = this.widths((cell) => Math.max(cell.text.length, cell.width, width))
    const aligns = { data: 'right', stub: 'left', header: headerAlign, empty: 'center' } as const
    const lines = this.rows.map((row) =>
      row.map((cell, j) => pad(cell.text, widths[j], aligns[cell.kind])).join(colsep)
    )
    const length = lines[lines.length - 1].length
    const rule = (char: string): string[] => (char ? [char.repeat(length)] : [])
    if (this.hasHeaders) lines.splice(1, 0, ...rule(headerBelow))
    const title = this.title ? [center(this.title, length)] : []
    return [...title, ...rule(above), ...lines, ...rule(below)].join('\n')
  }

  as_html(): string {
    const widths = this.widths((cell) => cell.text.length + '<td></td>'.length)
    const rows = this.rows.map(
      (row) => `<tr>\n  ${row.map((cell, j) => htmlCell(cell, widths[j])).join(' ')}\n</tr>`
    )
    const caption = this.title ? [`<caption>${escapeHTML(this.title)}</caption>`] : []
    return ['<table class="simpletable">', ...caption, ...rows, '</table>'].join('\n')
  }
}
