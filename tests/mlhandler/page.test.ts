import { describe, expect, it } from 'vitest'
import { createSite, errorOf } from './site'

const yaml = `
url:
  h:
    pattern: /h
    handler: MLHandler
    kwargs:
      data: {url: /d.csv}
      template: $YAMLPATH/page.html
      model: {class: LogisticRegression, target_col: y, params: {C: 2}}
`
const csv = 'x,y\n1,a\n2,a\n3,b\n4,b\n'
const render = async (template: string) => {
  const site = await createSite({ yaml, files: { '/d.csv': csv, '/page.html': template } })
  return site.fetch('/h')
}

describe('a handler with a template', () => {
  it('renders it with the model and the data', async () => {
    const response = await render(
      `<h1>{{ handler.model.__class__.__name__ }}</h1>
{% set params = handler.model.get_params() %}
C={{ params['C'] }} iterations={{ len(handler.model.n_iter_) }} classes={{ ' '.join(handler.model.classes_) }}
{% for name in data.columns %}[{{ name }}]{% end %} {{ len(data) }} rows
{% if data.shape[0] > 3 %}many{% else %}few{% end %}`
    )
    expect(response.headers.get('content-type')).toContain('text/html')
    const html = await response.text()
    expect(html).toContain('<h1>LogisticRegression</h1>')
    expect(html).toContain('C=2.0 iterations=1 classes=a b')
    expect(html).toContain('[x][y] 4 rows')
    expect(html).toContain('many')
  })

  it('escapes what it puts out, unless raw', async () => {
    const html = await (await render(`{{ '<b>' }} {% raw '<i>' %}`)).text()
    expect(html).toContain('&lt;b&gt; <i>')
  })

  it('names the template and the line of a mistake', async () => {
    const error = await errorOf(await render('one\ntwo {{ handler.model.nothing_here }}\n'))
    expect(error).toMatchObject({ status: 500, code: 'config' })
    expect(error.message).toContain('page.html, line 2')
    const site = await createSite({ yaml, files: { '/d.csv': csv } })
    expect((await errorOf(await site.fetch('/h'))).message).toContain('/page.html')
  })
})

describe('a handler without a template', () => {
  it('shows what it is, with an address to try', async () => {
    const site = await createSite({ yaml: yaml.replace(/ +template.*\n/, ''), files: { '/d.csv': csv } })
    const html = await (await site.fetch('/h')).text()
    const [, href] = /href="(\?x=[^"]+)"/.exec(html)!
    expect(await site.json(`/h${href.replaceAll('&amp;', '&')}`)).toEqual(['b'])
  })
})

describe('api_version 1.94', () => {
  it('builds the pipeline only when cats or nums is given', async () => {
    const attributes = async (extra: string): Promise<number> => {
      const text = yaml
        .replace(/ +template.*\n/, `      api_version: "1.94"\n`)
        .replace('params: {C: 2}', `params: {C: 2}${extra}`)
      const site = await createSite({ yaml: text, files: { '/d.csv': 'x,y\n10,a\n20,a\n30,b\n40,b\n' } })
      const { attrs } = (await site.json('/h?_params')) as { attrs: { coef_: number[][] } }
      return attrs.coef_[0][0]
    }
    // Unscaled, the coefficient is per unit of x; scaled, per standard deviation, here 11.
    expect(await attributes('')).toBeLessThan(1)
    expect(await attributes(', nums: [x]')).toBeGreaterThan(1)
  })
})
