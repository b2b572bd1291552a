"""What Tornado 6.2 renders: the fixture of tests/mlhandler/template. Errors are recorded as such, without their text."""
import json
import logging
import pathlib
import warnings

from tornado.template import Template

OUT = pathlib.Path(__file__).parent.parent / 'fixtures' / 'mlhandler'

EXPRESSIONS = """
1 + 2 * 3 - 4 / 2
7 // 2, -7 // 2, 7 % 3, -7 % 3, 7.5 // 2, -7.5 % 2
2 ** 10, 2 ** -1, -2 ** 2, 2 ** 3 ** 2
1.0, 0.1 + 0.2, 1e16, 1e-5, 1e5, 100.0 * 3, 1_000, 0xff, .5, 5.
10 / 2, 3 * 1.5, True + 1, 5 - 2.0
'a' + "b" * 3, 'it\\'s', "say \\"hi\\"", 'tab\\there', '\\u00e9'
'%d items, %.2f, %s, %5.1f|%-5s|%05d, 100%%' % (3, 2.5, 'x', 3.14159, 'ab', 42)
'%s' % 3, '%r' % 'x', '%(a)s-%(b)d' % {'a': 1, 'b': 2.7}
1 < 2 < 3, 1 < 2 > 3, 1 == 1.0, 'a' != 'b', [1, 2] < [1, 3], (1, 'a') == (1, 'a'), 1 is None, None is None, 1 is not None
'a' in 'abc', 2 in [1, 2], 'k' in {'k': 1}, 3 not in (1, 2), not 1, not [], not ''
1 and 2, 0 and 2, 0 or 'x', [] or {} or None, 1 if 0 else 2, 'a' if 1 else 'b'
[1, 'a', None, True, 2.0, (1,), (), [], {}], {'a': 1, 2: 'b', (1, 2): [3]}
[x * 2 for x in range(5) if x % 2], [(x, y) for x in [1, 2] for y in 'ab'], {k: v for k, v in [('a', 1)]}
sum(x for x in [1, 2, 3]), sum([0.1] * 3), sum([[1], [2]], [])
list(range(5)), list(range(2, 8, 3)), list(range(5, 0, -2)), len('héllo'), len([1, 2]), len({'a': 1})
sorted([3, 1, 2]), sorted('bca', reverse=True), sorted([(1, 'b'), (0, 'z')], key=lambda p: p[1]), max(1, 5, 3), min([4, 2]), max(['a', 'bbb'], key=len), min([], default=0)
round(2.5), round(3.5), round(2.675, 2), round(0.125, 2), round(1234.5678, -2), round(5), round(2.0), round(-1.5), round(1.005, 2)
abs(-3), abs(-2.5), int('42'), int(3.9), int(-3.9), float('1.5'), float(3), str(1.0), bool([]), str(None), str([1, 'x'])
list(zip([1, 2, 3], 'ab')), list(enumerate('ab')), list(enumerate('ab', 1)), list(reversed([1, 2])), list(map(str, [1, 2])), list(filter(None, [0, 1]))
'Hello World'.upper(), 'Hello'.lower(), 'hello world'.title(), 'hELLO'.capitalize(), ' x '.strip(), 'xxaxx'.strip('x'), '--a'.lstrip('-'), 'aXb'.swapcase()
'a,b,c'.split(','), ' a  b '.split(), 'a,b,c'.split(',', 1), 'a b c'.rsplit(' ', 1), 'a\\nb'.splitlines(), '-'.join(['x', 'y']), ''.join(c for c in 'ab')
'aaa'.replace('a', 'b'), 'aaa'.replace('a', 'b', 2), 'abc'.startswith('ab'), 'abc'.endswith(('x', 'c')), 'abc'.find('c'), 'abc'.find('z'), 'banana'.count('an')
'42'.zfill(5), '-4'.zfill(4), 'a'.ljust(3) + '|', 'a'.rjust(3), 'a'.center(5, '*'), '12'.isdigit(), 'ab1'.isalpha(), 'ab1'.isalnum()
'{} and {}'.format(1, 'x'), '{1}{0}'.format('a', 'b'), '{n:.2f}'.format(n=3.14159), '{:>8}|{:<6}|{:^7}'.format('r', 'l', 'c'), '{:,}'.format(1234567), '{:,.2f}'.format(1234567.891), '{0[1]} {d[k]}'.format([1, 2], d={'k': 'v'}), '{{}}'.format(), '{!r}'.format('q')
'{:d}'.format(42), '{:05d}'.format(42), '{:+d}'.format(5), '{:x}'.format(255), '{:b}'.format(5), '{:e}'.format(12345.678), '{:g}'.format(0.00001234), '{:g}'.format(1234567.0), '{:.3g}'.format(1234.5), format(0.256, '.1%'), '{:.0f}'.format(2.5), '{:8.3f}'.format(3.14159), '{:.3}'.format('abcdef'), '{:.2f}'.format(7)
'{:.3}'.format(3.14159), '{:.2}'.format(1234.5), '{:.17g}'.format(0.1), '{:10}'.format(3), '{:10}'.format(True), '{:.2f}'.format(-0.001), '{:_}'.format(10000)
f'{1 + 1} {"x"!r} {3.14159:.2f} {"r":>4}', f'{{}}', f'{[1, 2][0]}', f"{5:{3}d}", f'a' 'b'
'hello'[1], 'hello'[-1], 'hello'[1:3], 'hello'[::-1], [1, 2, 3][1:], (1, 2, 3)[:2], 'hello'[::2], [1, 2, 3][-2:], {'a': {'b': 5}}['a']['b']
{'a': 1}.get('a'), {'a': 1}.get('z'), {'a': 1}.get('z', 0), list({'a': 1}.items()), list({'a': 1}.keys()), list({'a': 1}.values()), dict(a=1, b=2), dict([('x', 1)])
'x'.__class__.__name__, (1.5).__class__.__name__, type([]).__name__, isinstance(1, int), isinstance('a', (int, str)), isinstance(True, int), hasattr('a', 'upper'), getattr('a', 'nope', 'no')
any([0, 1]), all([1, 1]), any(x > 2 for x in [1, 2, 3]), chr(65), ord('A'), tuple([1, 2]), divmod if 0 else 'd'
(lambda x, y: x + y)(1, 2), [x * x for x in [1, 2, 3]], max(*[1, 2]), '{a}'.format(**{'a': 1})
'<b>&"\\'</b>', 'a' 'b', "é 🎈", '''triple'''
[].append(1), [1, 2].index(2), [1, 1].count(1), (1, 2).index(2)
1e400, -1e400, float('nan'), float('inf') > 1, 1e15, 123456789012345680.0, 1.5e300
""".strip().split('\n')

ERRORS = """
nothing
1 +
(1
1 / 0
'a' + 1
[1][5]
{'a': 1}['b']
'x'.nope
len(5)
None.x
int('x')
'abc
a b
'x'.upper(1)
[1, 2, 3
lambda
""".strip().split('\n')

TEMPLATES = [
    'plain & simple', '{{ 1 }}{{ "<b>" }}', '{% raw "<b>" %}', '{# gone #}x', '{% comment gone %}x', '{{! not }} {%! not %} {#! not #}',
    '{{{ "x" }}}', 'a { b } c', 'line\n  line  two\n\n\n  three', '{% autoescape None %}{{ "<b>" }}', '{{ "<a>" }}{% autoescape None %}',
    '{% set x = 3 %}{{ x }}', '{% set a, b = 1, 2 %}{{ a }}{{ b }}', '{% set x = 1 %}{% set x += 2 %}{{ x }}', '{% set x = [1] %}{% set y = x.append(2) %}{{ x }}',
    '{% if 1 %}a{% end %}', '{% if 0 %}a{% elif 1 %}b{% else %}c{% end %}', '{% if 0 %}a{% elif 0 %}b{% else %}c{% end %}', '{% if not [] %}empty{% end %}',
    '{% for x in [1,2,3] %}<{{ x }}>{% end %}', '{% for i, (a, b) in enumerate([(1, 2), (3, 4)]) %}{{ i }}{{ a }}{{ b }};{% end %}', '{% for x in range(3) %}{% for y in range(x) %}{{ x }}{{ y }} {% end %}{% end %}',
    '{% for x in range(9) %}{% if x == 2 %}{% continue %}{% end %}{% if x == 5 %}{% break %}{% end %}{{ x }}{% end %}',
    '{% for x in [] %}a{% else %}none{% end %}', '{% for x in [1] %}{% break %}{% else %}none{% end %}', '{% set n = 0 %}{% while n < 3 %}{{ n }}{% set n = n + 1 %}{% end %}',
    '{% for k, v in {"a": 1, "b": 2}.items() %}{{ k }}={{ v }} {% end %}', '{{ escape("<") }}{% raw escape("<") %}', '{{ url_escape("a b&c/é") }}', "{% raw json_encode({'a': [1, None, '</x>']}) %}", '{{ squeeze(" a   b\\n c ") }}',
    '<ul>\n  {% for x in ["a", "b"] %}\n    <li>{{ x }}</li>\n  {% end %}\n</ul>\n', '{{ "é" }} – ü', '{% whitespace oneline %}a\n\n  b', '{% whitespace all %}a\n\n  b',
    '{% if 1 %}a', '{% end %}', '{{ 1', '{% nope %}', '{{ }}', '{% break %}', '{% else %}', '{% for x %}{% end %}', '{% set x %}', '{% if 1 %}{% else %}{% elif 1 %}{% end %}' , '{% include "x" %}',
]


def render(source, name):
    logging.disable()
    try:
        return {'output': Template(source, name=name).generate().decode()}
    except Exception:
        return {'error': True}


def main():
    warnings.simplefilter('ignore')
    cases = [{'source': f'{{% raw {expression} %}}', **render(f'{{% raw {expression} %}}', 'x.txt')} for expression in EXPRESSIONS]
    cases += [{'source': f'{{{{ {expression} }}}}', **render(f'{{{{ {expression} }}}}', 'x.txt')} for expression in ERRORS]
    for name in ['x.txt', 'x.html']:
        cases += [{'source': source, 'name': name, **render(source, name)} for source in TEMPLATES]
    OUT.mkdir(parents=True, exist_ok=True)
    path = OUT / 'template.json'
    path.write_text(json.dumps(cases, separators=(',', ':'), ensure_ascii=False) + '\n', encoding='utf-8')
    print(f'{path.name}: {path.stat().st_size} bytes', [case['source'] for case in cases[:len(EXPRESSIONS)] if 'error' in case])


main()
