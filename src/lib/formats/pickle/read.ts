/**
 * Reads pickles of protocols 0 to 5 into plain values. Nothing is ever looked up or run by the names in a pickle, and a name
 * that is not allowed ends the reading, so a hostile file can do no more than fail.
 */
import { Machine, type ReadOptions } from './Machine'
import { Source } from './Source'
import type { PyValue } from './values'

/**
 * @throws FormatError: 415 for what is not supported, with the opcode or the name; 422 for a pickle that is broken or too large
 */
export const readPickle = (bytes: Uint8Array, options: ReadOptions): PyValue =>
  new Machine(new Source(bytes), options).run()
