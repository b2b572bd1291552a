import { describe, expect, it } from 'vitest'
import { createRouter, inOrder } from '$lib/mlhandler/router'

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

it('tries routes as Gramex does: by priority, the deeper before the shallower, plain ones before wildcards', () => {
  const patterns = ['/.*', '/ml/\\w+', '/ml/iris', '/urgent']
  const routes = patterns.map((pattern) => ({
    key: pattern,
    pattern,
    priority: pattern === '/urgent' ? 1 : 0
  }))
  expect(inOrder(routes).map(({ key }) => key)).toEqual(['/urgent', '/ml/iris', '/ml/\\w+', '/.*'])
})
