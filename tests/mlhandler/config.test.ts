import { describe, expect, it } from 'vitest'
import { parseConfig } from '$lib/mlhandler/config'

const parse = (yaml: string, base = '', folder = base) => parseConfig(yaml, { base, folder })

const seed = `
url:
  mlhandler/tutorial:
    pattern: /$YAMLURL/ml
    handler: MLHandler
    kwargs:
      data:
        url: $YAMLPATH/titanic.csv # Path to the training dataset
      config_dir: $YAMLPATH
      model:
        class: LogisticRegression
        target_col: Survived
        exclude: [PassengerId, Ticket]
        cats: [Embarked, Sex]
`

describe('parseConfig', () => {
  it("reads the seed's first example", () => {
    const { handlers, problems } = parse(seed)
    expect(problems).toEqual([])
    expect(handlers).toHaveLength(1)
    expect(handlers[0]).toMatchObject({
      key: 'mlhandler/tutorial',
      pattern: '/ml',
      configDir: '/',
      data: { url: '/titanic.csv' },
      model: {
        class: 'LogisticRegression',
        options: { target_col: 'Survived', exclude: ['PassengerId', 'Ticket'], cats: ['Embarked', 'Sex'] }
      },
      xsrfCookies: true,
      problems: []
    })
  })

  it('takes kwargs beside handler, and handlers without url:', () => {
    const { handlers } = parse(`
titanic:
  pattern: /$YAMLURL/ml
  handler: MLHandler
  data: $YAMLPATH/titanic.csv
  template: $YAMLPATH/template.html
  xsrf_cookies: false
  model: {class: LogisticRegression, target_col: Survived, deduplicate: false}
`)
    expect(handlers[0]).toMatchObject({
      pattern: '/ml',
      data: { url: '/titanic.csv' },
      template: '/template.html',
      xsrfCookies: false,
      model: { options: { target_col: 'Survived', drop_duplicates: false } },
      problems: []
    })
  })

  it('puts the base path and the folder in place, and keeps a store of its own for each handler', () => {
    const { handlers } = parse(seed.replace('      config_dir: $YAMLPATH\n', ''), '/sub', '/sub/conf')
    expect(handlers[0].pattern).toBe('/sub/ml')
    expect(handlers[0].data.url).toBe('/sub/conf/titanic.csv')
    expect(handlers[0].configDir).toBe('$GRAMEXDATA/apps/mlhandler/mlhandler/tutorial/')
  })

  it('needs nothing but a pattern', () => {
    const { handlers, problems } = parse('url: {m: {pattern: /m, handler: MLHandler}}')
    expect(problems).toEqual([])
    expect(handlers[0].problems).toEqual([])
    expect(handlers[0].model).toEqual({ class: undefined, params: {}, options: {} })
  })

  it.each([
    ['handler: MLHandlr', /Unknown handler "MLHandlr"/, 'MLHandler', 4],
    ['handler: MLHandler\n    kwargs: {model: {clas: SVC}}', /has no "clas"/, 'class', 5],
    [
      'handler: MLHandler\n    kwargs:\n      model:\n        class: LogisticRegresion',
      /no class "LogisticRegresion"/,
      'LogisticRegression',
      7
    ],
    ['handler: MLHandler\n    kwargs:\n      data: {ulr: x.csv}', /data has no "ulr"/, 'url', 6],
    [
      'handler: MLHandler\n    kwargs:\n      model: {pipeline: perhaps}',
      /pipeline = "perhaps"/,
      'true or false',
      6
    ],
    ['handler: MLHandler\n    kwargs: {mdoel: {class: SVC}}', /MLHandler has no "mdoel"/, 'model', 5],
    ['handler: MLHandler\n    kwargs: {model: LinearSVC}', /model is no mapping/, 'class', 5],
    ['handler: MLHandler\n    kwargs:\n      model: {C: 10}', /model has no "C"/, 'under params', 6],
    ['handler: MLHandler\n    kwargs:\n      data: {args: {Sex: male}}', /data has no "args"/, 'url', 6]
  ])('names the line and the remedy of a mistake: %s', (lines, message, remedy, line) => {
    const { handlers } = parse(`
url:
  bad:
    ${lines}
    pattern: /bad
  good:
    pattern: /good
    handler: MLHandler
`)
    expect(handlers.map(({ key }) => key)).toEqual(['bad', 'good'])
    expect(handlers[1].problems).toEqual([])
    expect(handlers[0].problems).toHaveLength(1)
    const [problem] = handlers[0].problems
    expect(problem.message).toMatch(message)
    expect(problem.hint).toContain(remedy)
    expect(problem.line).toBe(line)
  })

  it('finds files beside gramex.yaml without $YAMLPATH, and one config_dir with and without a slash', () => {
    const { handlers } = parse(
      `
url:
  a: {pattern: /a, handler: MLHandler, kwargs: {data: {url: ./a.csv}, template: a.html, config_dir: $GRAMEXDATA/x}}
  b: {pattern: /b, handler: MLHandler, kwargs: {data: https://site.test/b.csv, config_dir: $GRAMEXDATA/x/}}
`,
      '/sub'
    )
    expect(handlers[0]).toMatchObject({ data: { url: '/sub/a.csv' }, template: '/sub/a.html' })
    expect(handlers[1].data.url).toBe('https://site.test/b.csv')
    expect(handlers[1].configDir).toBe(handlers[0].configDir)
  })

  it('leaves Gramex’s other handlers and imported files out, and says so', () => {
    const { handlers, problems } = parse(`
import: {more: {path: more/gramex.yaml}}
url:
  pages: {pattern: /$YAMLURL/(.*), handler: FileHandler, kwargs: {path: $YAMLPATH}}
  ml: {pattern: /ml, handler: MLHandler}
`)
    expect(handlers.map(({ key, problems }) => [key, problems])).toEqual([['ml', []]])
    expect(problems).toEqual([
      { message: expect.stringContaining('import'), hint: expect.stringContaining('url:'), line: 2 },
      { message: expect.stringContaining('FileHandler'), hint: expect.stringContaining('/(.*)'), line: 4 }
    ])
  })

  it.each(['/$YAMLURL/.*', '/gramex.yaml', '/data/(\\w+).csv'])(
    'gives no requests to the pattern %s, which takes files of the site',
    (pattern) => {
      const { handlers } = parse(`
url:
  all: {pattern: ${pattern}, handler: MLHandler}
  ml: {pattern: /ml, handler: MLHandler, kwargs: {data: {url: $YAMLPATH/data/a.csv}}}
`)
      const [all, ml] = handlers
      expect(all).toMatchObject({ pattern: '', problems: [{ message: expect.stringContaining('file') }] })
      expect(ml).toMatchObject({ pattern: '/ml', problems: [] })
    }
  )

  it('tells the line of broken yaml', () => {
    const { handlers, problems } = parse('url:\n  a: [1\n  b: }')
    expect(handlers).toEqual([])
    expect(problems[0].message).toMatch(/cannot be read/)
    expect(problems[0].line).toBeGreaterThan(1)
  })

  it.each(['', 'just text', '[1, 2]', 'url: 3'])('does not throw on %j', (yaml) => {
    expect(() => parse(yaml)).not.toThrow()
  })
})
