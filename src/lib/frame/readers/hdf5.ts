import type { Dataset, Group } from 'h5wasm'
import type { Column } from '../column'
import { FormatError } from '$lib/formats/errors'
import { Frame } from '../Frame'
import { readFixed } from './hdf5Fixed'
import { attribute, isGroup } from './hdf5Node'
import { readTable } from './hdf5Table'

/** How each pandas_type is read; the others are no tables. */
const LAYOUTS: Readonly<Record<string, (group: Group) => Map<string, Column>>> = {
  frame: readFixed,
  frame_table: readTable
}

let opened = 0

/**
 * Reads a DataFrame from an HDF5 file as pandas' to_hdf writes it, in the "fixed" and the "table" format: the one under
 * the key "data", else the only one.
 */
export async function readHdf5(bytes: Uint8Array): Promise<Frame> {
  const { default: h5wasm } = await import('h5wasm')
  const { FS, activate_throwing_error_handler } = await h5wasm.ready
  // HDF5 would print its errors; this throws them.
  activate_throwing_error_handler()
  const path = `frame-${++opened}.h5`
  FS.writeFile(path, bytes)
  try {
    const file = new h5wasm.File(path, 'r')
    try {
      return tableOf(file)
    } finally {
      file.close()
    }
  } catch (error) {
    throw diagnosed(error)
  } finally {
    FS.unlink(path)
  }
}

/** HDF5's error stack in one sentence. */
function diagnosed(error: unknown): unknown {
  const stack = error instanceof Error ? error.message : ''
  if (!stack.startsWith('HDF5-DIAG')) return error
  const filter = /required filter '(\w+)'/.exec(stack)?.[1]
  if (filter)
    return new FormatError(
      `It is compressed with ${filter}, which cannot be read`,
      "Write it with complib='zlib'."
    )
  const causes = [...stack.matchAll(/\(\): (.+)/g)].map(([, cause]) => cause)
  return new FormatError(`It is broken (${causes[causes.length - 1] ?? 'HDF5 cannot open it'})`)
}

function tableOf(file: Group): Frame {
  const { key, group } = pick(file)
  const type = String(attribute(group, 'pandas_type'))
  const layout = LAYOUTS[type]
  if (!layout)
    throw new FormatError(
      `The key "${key}" holds a pandas ${type}, not a DataFrame`,
      'Write it with DataFrame.to_hdf.'
    )
  const columns = layout(group)
  return new Frame(columns, columns.size ? undefined : 0)
}

/** The group to read among those that pandas wrote, at any depth. */
function pick(file: Group): { key: string; group: Group } {
  const found: { key: string; group: Group }[] = []
  const visit = (group: Group, path: string) => {
    for (const key of group.keys()) {
      const child = group.get(key) as Group | Dataset | null
      if (!isGroup(child)) continue
      const name = path ? `${path}/${key}` : key
      if ('pandas_type' in child.attrs) found.push({ key: name, group: child })
      else visit(child, name)
    }
  }
  visit(file, '')
  const chosen = found.length === 1 ? found[0] : found.find(({ key }) => key === 'data')
  if (chosen) return chosen
  if (!found.length)
    throw new FormatError('It holds nothing that pandas wrote', 'Write it with DataFrame.to_hdf.')
  const keys = found.map(({ key }) => `"${key}"`).join(', ')
  throw new FormatError(
    `It holds several tables (${keys}) and none is called "data"`,
    'Write the table under the key "data".'
  )
}
