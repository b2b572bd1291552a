/** Which handler a path belongs to. Small and synchronous: the service worker asks it for every request. */

export interface Route {
  /** The handler's key in gramex.yaml. */
  readonly key: string
  /** A path, in which regular-expression groups may stand, as in Gramex: `/ml/(\w+)`. */
  readonly pattern: string
}

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
