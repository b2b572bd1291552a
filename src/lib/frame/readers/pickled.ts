/**
 * The pickles that pandas hides in HDF5: lists of names in attributes (protocol 0), and columns of mixed objects as numpy
 * arrays of objects (protocol 5). Plain values only; nothing is ever looked up or run by name.
 */
import { FormatError } from '$lib/formats/errors'
import { isArray, readArray } from '$lib/formats/numpy/arrays'
import { readPickle } from '$lib/formats/pickle/read'
import { Call, Global, Tuple, type PyValue } from '$lib/formats/pickle/values'

/** An object of a class is only ever shown, so any may be named; and a column may have as many values as its file holds. */
const read = (bytes: Uint8Array): PyValue => readPickle(bytes, { allows: () => true, limit: Infinity })

/** As a cell shows it: a list for a tuple or a set, an object for a dict, the class and its arguments for any other object. */
function plain(value: PyValue): unknown {
  if (value === null || typeof value !== 'object' || ArrayBuffer.isView(value)) return value
  if (value instanceof Tuple) return value.items.map(plain)
  if (Array.isArray(value) || value instanceof Set) return Array.from(value, plain)
  if (value instanceof Map)
    return Object.fromEntries(Array.from(value, ([key, item]) => [String(plain(key)), plain(item)]))
  if (value instanceof Global) return value.path
  const { path, args, state } = value
  return { class: path, args: plain(args), ...(state === null ? {} : { state: plain(state) }) }
}

/** The value that was pickled into an attribute's Latin-1 text. */
export const unpickleText = (text: string): unknown =>
  plain(read(Uint8Array.from(text, (character) => character.charCodeAt(0))))

/** The items of a pickled numpy array of objects, in C order. Throws FormatError for anything else. */
export function unpickleObjects(bytes: Uint8Array): unknown[] {
  const array = read(bytes)
  if (!(array instanceof Call && isArray(array)))
    throw new FormatError('The pickle holds no array of objects')
  return Array.from(readArray(array).values as ArrayLike<PyValue>, plain)
}
