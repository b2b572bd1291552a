import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { SimpleTable, Summary, fixed, forg, general, sampleDate, type Fact } from '$lib/statsmodels/iolib'

interface Printed {
  text: string
  html: string
}
interface Case extends Printed {
  title: string
  left: Fact[]
  right: Fact[]
  names: string[]
  values: number[][]
  alpha: number
  useT: boolean
  extra: string[]
}
interface Plain extends Printed {
  data: string[][]
  headers: string[] | null
  stubs: string[] | null
  title: string
}
interface Fixture {
  formats: string[]
  numbers: [repr: string, formatted: string[], forg3: string, forg4: string][]
  cases: Case[]
  plain: Plain[]
}
const fixture = JSON.parse(readFileSync('tests/fixtures/statsmodels/summary.json', 'utf8')) as Fixture

const number = (repr: string): number => Number(repr.replace('inf', 'Infinity').replace('nan', 'NaN'))

/** Ours escapes what may come from data; statsmodels does not. */
const unescaped = (html: string): string => html.replaceAll('&gt;', '>')

describe('format', () => {
  it.each(fixture.numbers)('prints %s as Python does', (repr, formatted, forg3, forg4) => {
    const x = number(repr)
    const ours = fixture.formats.map((format) => {
      const [, alternate, digits, kind] = /^%(#?)\.(\d+)([fg])$/.exec(format) ?? []
      return kind === 'f' ? fixed(x, Number(digits)) : general(x, Number(digits), alternate === '#')
    })
    expect(ours).toEqual(formatted)
    expect([forg(x, 3), forg(x, 4)]).toEqual([forg3, forg4])
  })

  it('prints the days of a sample', () => expect(sampleDate(Date.UTC(1972, 3, 1))).toBe('04-01-1972'))
})

describe('SimpleTable', () => {
  it.each(fixture.plain)('prints a table titled "$title"', ({ data, headers, stubs, title, text, html }) => {
    const table = new SimpleTable(data, { headers: headers ?? undefined, stubs: stubs ?? undefined, title })
    expect(table.as_text()).toBe(text)
    expect(table.as_html()).toBe(html)
  })
})

describe('Summary', () => {
  it.each(fixture.cases)(
    'prints "$title"',
    ({ title, left, right, names, values, alpha, useT, extra, text, html }) => {
      const [coef, stdErr, statistic, pvalue, lower, upper] = values
      const summary = new Summary()
        .addTable2cols(title, left, right)
        .addTableParams({ names, coef, stdErr, statistic, pvalue, lower, upper }, { alpha, useT })
        .addTable2cols('', right, left)
      if (extra.length > 0) summary.addExtraText(extra)
      expect(summary.as_text()).toBe(text)
      expect(unescaped(summary.as_html())).toBe(html)
    }
  )

  it('writes the present time for null', () => {
    const text = new Summary().addTable2cols('', [['Date:', null]], [['Time:', null]]).as_text()
    expect(text).toMatch(/Date: +\w{3}, \d\d \w{3} \d{4} +Time: +\d\d:\d\d:\d\d/)
  })

  it('escapes names in HTML', () => {
    const html = new Summary()
      .addTable2cols('<i>', [['Dep. Variable:', '<b>&']])
      .addExtraText(['<u>'])
      .as_html()
    expect(html).toContain('<td>&lt;b&gt;&amp;</td>')
    expect(html).toContain('<caption>&lt;i&gt;</caption>')
    expect(html).toMatch(/<br\/><br\/>&lt;u&gt;$/)
  })
})
