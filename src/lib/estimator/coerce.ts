import type { Kind, ParamSpec } from './params'

const number = /[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?/.source
const numberLike = new RegExp(`^${number}$`, 'i')
const numbers = new RegExp(`^(${number} *, *)+(${number})?$`, 'i')

/** The value that a text stands for, by the kinds the parameter takes: "10" → 10, "None" → null, "[1,2]" → [1, 2]. */
export function coerce(spec: ParamSpec, value: unknown): unknown {
  const has = (kind: Kind['kind']): boolean => spec.kinds.some((k) => k.kind === kind)
  // As in Python, 0 and 1 are as good as false and true where no number is meant.
  if (has('boolean') && !has('integer') && !has('real') && /^[01]$/.test(String(value)))
    return Number(value) === 1
  if (typeof value !== 'string') return value
  const text = value.trim()
  const aliased = spec.aliases?.[text] ?? text
  if (spec.kinds.some((k) => k.kind === 'option' && k.options.includes(aliased))) return aliased
  if (has('null') && /^(none|null|)$/i.test(text)) return null
  if (has('boolean') && /^(true|false)$/i.test(text)) return text.toLowerCase() === 'true'
  if (has('integer') || has('real')) {
    if (numberLike.test(text)) return Number(text)
    if (/^[+-]?inf(inity)?$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity
  }
  // 100,50 as Python's tuples are written where nothing else is near.
  if (has('array') && numbers.test(text))
    return text
      .split(',')
      .filter((item) => item.trim())
      .map(Number)
  if ((has('array') || has('mapping')) && /^[[{(]/.test(text)) {
    try {
      return JSON.parse(text.replace(/^\(/, '[').replace(/,?\)$/, ']').replace(/'/g, '"')) as unknown
    } catch {
      return value
    }
  }
  return aliased
}
