/** Which handler a path belongs to. Small and synchronous: the service worker asks it for every request. */

export interface Route {
  /** The handler's key in gramex.yaml. */
  readonly key: string
  /** A path, in which regular-expression groups may stand, as in Gramex: `/ml/(\w+)`. */
  readonly pattern: string
}

const count = (text: string, mark: RegExp): number => text.match(mark)?.length ?? 0

/** Routes as Gramex tries them: by priority, then those of deeper paths first, then those of fewer wildcards. */
export const inOrder = <T extends Route & { readonly priority: number }>(routes: readonly T[]): T[] =>
  [...routes].sort(
    (a, b) =>
      b.priority - a.priority ||
      count(b.pattern, /\//g) - count(a.pattern, /\//g) ||
      count(a.pattern, /[*+]/g) - count(b.pattern, /[*+]/g)
  )

/** The whole path must match; a pattern that is no valid regular expression is taken letter by letter. */
function compile(pattern: string): RegExp {
  try {
    return new RegExp(`^(?:${pattern})$`)
  } catch {
    return new RegExp(`^${pattern.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`)
  }
}

/** A function from a URL path to the key of the first handler whose pattern matches it. */
export function createRouter(routes: readonly Route[]): (pathname: string) => string | undefined {
  const compiled = routes.map(({ key, pattern }) => ({ key, regexp: compile(pattern) }))
  return (pathname) => {
    const path = decode(pathname)
    return compiled.find(({ regexp }) => regexp.test(path))?.key
  }
}

function decode(pathname: string): string {
  try {
    return decodeURIComponent(pathname)
  } catch {
    return pathname
  }
}
