import type { Dataset, Group } from 'h5wasm'
import type { Column } from '../column'
import { FormatError } from '$lib/formats/errors'
import { attribute, columnOf, flatValues, isBool } from './hdf5Node'

const namesOf = (dataset: Dataset) => Array.from(flatValues(dataset), String)

/** numpy's name of a block's dtype. */
function dtypeOf(block: Dataset): string {
  const stored = attribute(block, 'value_type')
  if (typeof stored === 'string') return stored
  if (isBool(block)) return 'bool'
  return block.dtype === '<d' || block.dtype === '<f' ? 'float' : 'other'
}

/** pandas' "fixed" format: the columns of one dtype lie together, rows by columns, in block0_values, block1_values … */
export function readFixed(group: Group): Map<string, Column> {
  if (attribute(group, 'axis0_variety') === 'multi')
    throw new FormatError('Its columns have several levels', 'Flatten them before writing the file.')
  const read = new Map<string, Column>()
  for (let i = 0; i < Number(attribute(group, 'nblocks')); i++) {
    const names = namesOf(group.get(`block${i}_items`) as Dataset)
    const block = group.get(`block${i}_values`) as Dataset
    const dtype = dtypeOf(block)
    const values = flatValues(block)
    names.forEach((name, j) => {
      const length = values.length / names.length
      read.set(
        name,
        columnOf(
          Array.from({ length }, (_, row) => values[row * names.length + j]),
          dtype
        )
      )
    })
  }
  return new Map(namesOf(group.get('axis0') as Dataset).map((name) => [name, read.get(name) as Column]))
}
