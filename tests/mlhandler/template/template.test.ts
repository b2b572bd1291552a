import { describe, expect, test } from 'vitest'
import { parseTemplate, renderTemplate, TemplateError } from '$lib/mlhandler/template'
import { define } from '$lib/mlhandler/template/python/functions'
import cases from '../../fixtures/mlhandler/template.json'

const render = (source: string, name = 'x.txt', scope = {}) =>
  Promise.resolve().then(() => renderTemplate(parseTemplate(source, name), scope))

describe('renders what Tornado 6.2 renders', () => {
  for (const { source, name, ...expected } of cases)
    test(`${source}${name === 'x.html' ? ' (html)' : ''}`, async () => {
      if ('output' in expected) return expect(await render(source, name)).toBe(expected.output)
      await expect(render(source, name)).rejects.toThrow(TemplateError)
    })
})

describe('errors name the template and the line', () => {
  const errors: [string, string][] = [
    ['a\n{{ nothing }}', "page.html, line 2: NameError: name 'nothing' is not defined"],
    ['\n\n{% if 1 %}\n{{ 1 / 0 }}{% end %}', 'page.html, line 4: ZeroDivisionError: division by zero'],
    ['{# a\nb #}\n{{ (1 }}', "page.html, line 3: SyntaxError: ')' was expected, not 'the end'"],
    ['x\n{% if 1 %}', 'page.html, line 2: the "{% if %}" has no "{% end %}"'],
    ['\n{% include "a.html" %}', 'page.html, line 2: "{% include %}" is not supported here'],
    ['{{ "x" ', 'page.html, line 1: the "{{" is never closed with "}}"'],
    ['{{ "x".nope() }}', "page.html, line 1: AttributeError: 'str' object has no attribute 'nope'"],
    ['{{ len(1, 2) }}', 'page.html, line 1: TypeError: len() takes at most 1 arguments (2 given)']
  ]
  for (const [source, message] of errors)
    test(source, () => expect(render(source, 'page.html')).rejects.toThrow(message))
})

describe('a template reaches nothing but its scope', () => {
  const attempts = [
    'globalThis',
    'process',
    'constructor',
    'toString',
    '__proto__',
    '"".constructor',
    '[].constructor',
    '{}.__proto__',
    '"".__class__.constructor',
    'len.constructor',
    'len.call',
    '(1).__class__.__bases__',
    '"".__class__.__mro__',
    'len.__globals__',
    '[].__proto__',
    '"{0.constructor}".format("")',
    'getattr("", "constructor")',
    'getattr("", "__proto__")',
    '{"a": 1}["constructor"]'
  ]
  for (const attempt of attempts)
    test(attempt, () =>
      expect(render(`{{ ${attempt} }}`)).rejects.toThrow(/NameError|AttributeError|KeyError/)
    )
})

test('asynchronous functions are awaited, also in conditions, keys and arguments', async () => {
  const slow = define('slow', ['x'], (x) => new Promise((resolve) => setTimeout(() => resolve(x), 1)))
  const source =
    '{% if slow(1) %}{{ slow("<") }}{% end %}{{ sorted([2, 1], key=slow) }}{{ [slow(x) for x in "ab"] }}'
  expect(await render(source, 'x.txt', { slow })).toBe('&lt;[1, 2][&#39;a&#39;, &#39;b&#39;]')
})

test('a loop without an end is ended', async () => {
  await expect(render('\n{% while True %}{% end %}')).rejects.toThrow(
    /line 2: RuntimeError: .* more than 1000000 times/
  )
})

test('what would be too long is refused', async () => {
  await expect(render('{{ range(10 ** 12) }}')).rejects.toThrow('MemoryError')
  await expect(render('{{ "x" * 10 ** 12 }}')).rejects.toThrow('MemoryError')
})
