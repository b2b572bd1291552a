/** joblib keeps an array's bytes behind the pickled description of it (joblib/numpy_pickle.py, `NumpyArrayWrapper`). */
import { inconsistent } from '../errors'
import { arrayOf } from '../numpy/arrays'
import { readDtype } from '../numpy/dtypes'
import { Machine } from '../pickle/Machine'
import { Call, Tuple, type PyValue } from '../pickle/values'
import { entriesOf } from './Decoder'

/** The array whose description was just built; undefined for any other object. */
export function joblibArrays(object: Call, machine: Machine): PyValue | undefined {
  if (object.path !== 'joblib.numpy_pickle.NumpyArrayWrapper') return undefined
  const entries = entriesOf(object)
  const [shape, dtype] = [entries.get('shape'), entries.get('dtype')]
  if (!(shape instanceof Tuple) || !(dtype instanceof Call)) throw inconsistent()
  const { kind, size } = readDtype(dtype)
  // Objects follow as a pickle of their own, which is that of a whole array.
  if (kind === 'O') return new Machine(machine.source, machine.options).run()
  const sizes = shape.items.map(Number)
  if (entries.get('numpy_array_alignment_bytes') !== undefined) machine.source.take(machine.source.byte())
  const content = machine.source.take(sizes.reduce((product, n) => product * n, size))
  return arrayOf(dtype, sizes, content, entries.get('order') === 'F')
}
