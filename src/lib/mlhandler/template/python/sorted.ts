import { call } from './functions'
import { order } from './operators'
import { iterate, truth, type Value } from './values'

/** sorted(): stable, by a key if one is given. */
export async function sorted(iterable: Value, key: Value, reverse: Value): Promise<Value[]> {
  const items = [...iterate(iterable)]
  const keys: Value[] = []
  for (const item of items) keys.push(key === null ? item : await call(key, [item]))
  const sign = truth(reverse) ? -1 : 1
  return items
    .map((item, i) => ({ item, key: keys[i] }))
    .sort((a, b) => sign * order(a.key, b.key))
    .map(({ item }) => item)
}
