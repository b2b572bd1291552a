/** The file formats that can be read, and how to tell them. */
export type Kind = 'csv' | 'tsv' | 'json' | 'jsonl' | 'excel' | 'parquet' | 'arrow' | 'hdf5' | 'gzip' | 'zip'

interface Traits {
  /** As the error messages call it. */
  readonly title: string
  readonly extensions: readonly string[]
  readonly types: readonly string[]
  /** The first bytes of every such file, one of these, as Latin-1. Text formats have none. */
  readonly magic?: readonly string[]
}

const ZIP = 'PK\x03\x04'

export const KINDS: Readonly<Record<Kind, Traits>> = {
  csv: { title: 'CSV', extensions: ['csv', 'txt'], types: ['text/csv', 'application/csv'] },
  tsv: { title: 'TSV', extensions: ['tsv', 'tab'], types: ['text/tab-separated-values', 'text/tsv'] },
  json: { title: 'JSON', extensions: ['json'], types: ['application/json', 'text/json'] },
  jsonl: {
    title: 'JSON lines',
    extensions: ['jsonl', 'ndjson'],
    types: ['application/jsonl', 'application/x-jsonlines', 'application/x-ndjson', 'application/jsonlines']
  },
  excel: {
    title: 'Excel (XLSX, XLS)',
    extensions: ['xlsx', 'xlsm', 'xls'],
    types: ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'application/vnd.ms-excel'],
    magic: ['\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', ZIP]
  },
  parquet: {
    title: 'Parquet',
    extensions: ['parquet', 'pq'],
    types: ['application/vnd.apache.parquet', 'application/x-parquet'],
    magic: ['PAR1']
  },
  arrow: {
    title: 'Arrow/Feather',
    extensions: ['feather', 'arrow', 'arrows', 'ipc'],
    types: ['application/vnd.apache.arrow.file', 'application/vnd.apache.arrow.stream'],
    magic: ['ARROW1', 'FEA1', '\xff\xff\xff\xff']
  },
  hdf5: {
    title: 'HDF5',
    extensions: ['h5', 'hdf5', 'hdf'],
    types: ['application/x-hdf5', 'application/x-hdf'],
    magic: ['\x89HDF']
  },
  gzip: {
    title: 'gzip',
    extensions: ['gz'],
    types: ['application/gzip', 'application/x-gzip'],
    magic: ['\x1f\x8b']
  },
  zip: { title: 'zip', extensions: ['zip'], types: ['application/zip'], magic: [ZIP] }
}

export const SUPPORTED = Object.values(KINDS)
  .map(({ title }) => title)
  .join(', ')

const entries = Object.entries(KINDS) as [Kind, Traits][]

const startsWith = (bytes: Uint8Array, magic: string) =>
  Array.from(magic).every((char, i) => bytes[i] === char.charCodeAt(0))

/** The kind that the first bytes tell; a zip may turn out to be an Excel workbook. */
export const kindOfBytes = (head: Uint8Array): Kind | undefined => {
  if (startsWith(head, ZIP)) return 'zip'
  return entries.find(([, { magic }]) => magic?.some((magic) => startsWith(head, magic)))?.[0]
}

/** The kind that the file's name claims, by its last extension. */
export const kindOfName = (name: string): Kind | undefined => {
  const extension = /\.([^.]+)$/.exec(name)?.[1].toLowerCase() ?? ''
  return entries.find(([, { extensions }]) => extensions.includes(extension))?.[0]
}

/** The kind that a Content-Type claims. */
export const kindOfType = (type: string): Kind | undefined => {
  const essence = type.split(';')[0].trim().toLowerCase()
  return entries.find(([, { types }]) => types.includes(essence))?.[0]
}
