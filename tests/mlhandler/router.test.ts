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
    expect(match('/ml')).toEqual({ key: 'exact', args: [] })
    expect(match('/ml/')).toBeUndefined()
    expect(match('/ml2')).toBeUndefined()
    expect(match('/sub/ml')).toBeUndefined()
  })

  it('gives what the groups of a pattern matched', () => {
    expect(match('/models/iris/12')).toEqual({ key: 'group', args: ['iris', '12'] })
    expect(match('/models/iris/x')).toBeUndefined()
  })

  it('takes a pattern that is no regular expression letter by letter', () => {
    expect(match('/odd(')).toEqual({ key: 'broken', args: [] })
  })

  it('reads encoded paths, and does not stumble over wrongly encoded ones', () => {
    expect(match('/gr%C3%B6%C3%9Fe')?.key).toBe('spaced')
    expect(match('/%E0%A4%A')).toBeUndefined()
  })
})
