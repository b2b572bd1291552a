/** Where gramex.yaml is, and what its paths are from there. */

/** Where the yaml file is: its URL's folder and the site's base path. */
export interface Place {
  /** The site's base path, without a slash at its end: '' or '/sub'. */
  readonly base: string
  /** The folder of gramex.yaml, as a URL path without a slash at its end. */
  readonly folder: string
}

/** Replaces $YAMLURL and $YAMLPATH; `/$YAMLURL/ml` is `/ml` on a site at the root. $GRAMEXDATA stays: it is the store. */
export function substitute(value: unknown, place: Place): unknown {
  if (Array.isArray(value)) return value.map((item) => substitute(item, place))
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, substitute(v, place)]))
  if (typeof value !== 'string' || !/\$YAML(URL|PATH)/.test(value)) return value
  const text = value.replaceAll('$YAMLURL', place.base).replaceAll('$YAMLPATH', place.folder)
  return /^[a-z]+:\/\//i.test(text) ? text : text.replace(/\/{2,}/g, '/') || '/'
}

/** A file that gramex.yaml names: beside it, unless it is said to be elsewhere. */
export const fileAt = (path: string, { folder }: Place): string =>
  /^([a-z]+:|\/)/i.test(path) ? path : `${folder}/${path.replace(/^(\.\/)+/, '')}`
