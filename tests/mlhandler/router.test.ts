import { describe, expect, it } from 'vitest'
import { createRouter } from '$lib/mlhandler/router'

describe('createRouter', () => {
  const match = createRouter([
    { key: 'exact', pattern: '/ml' },
    { key: 'group', pattern: '/models/(\\w+)/(\\d+)' },
    { key: 'broken', pattern: '/odd(' },
    { key: 'spaced', pattern: '/größe' }
  ])

  it('matches the whole path only', () => {
    expect(match('/ml')).toBe('exact')
    expect(match('/ml/')).toBeUndefined()
    expect(match('/ml2')).toBeUndefined()
    expect(match('/sub/ml')).toBeUndefined()
  })

  it('takes groups in a pattern', () => {
    expect(match('/models/iris/12')).toBe('group')
    expect(match('/models/iris/x')).toBeUndefined()
  })

  it('takes a pattern that is no regular expression letter by letter', () => {
    expect(match('/odd(')).toBe('broken')
  })

  it('reads encoded paths, and does not stumble over wrongly encoded ones', () => {
    expect(match('/gr%C3%B6%C3%9Fe')).toBe('spaced')
    expect(match('/%E0%A4%A')).toBeUndefined()
  })
})
