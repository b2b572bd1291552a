/** Text models that a person picked: their files by name, in an IndexedDB of their own. */
import { openDB, type IDBPDatabase } from 'idb'

const STORE = 'files'

export class PickedModels {
  constructor(private readonly name = 'mlhandler-models') {}

  /** The models' names. */
  names(): Promise<string[]> {
    return this.with(async (db) => {
      const keys = (await db.getAllKeys(STORE)) as [string, string][]
      return [...new Set(keys.map(([model]) => model))]
    })
  }

  has(model: string): Promise<boolean> {
    return this.with(async (db) => (await db.count(STORE, rangeOf(model))) > 0)
  }

  /** Keeps the files as the model of that name, in place of what it was before. */
  put(model: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
    return this.with(async (db) => {
      const change = db.transaction(STORE, 'readwrite')
      const removal = change.store.delete(rangeOf(model))
      const writes = [...files].map(([file, bytes]) => change.store.put(bytes, [model, file]))
      await Promise.all([removal, ...writes, change.done])
    })
  }

  read(model: string, file: string): Promise<Uint8Array | undefined> {
    return this.with((db) => db.get(STORE, [model, file]) as Promise<Uint8Array | undefined>)
  }

  async remove(model: string): Promise<void> {
    await this.with((db) => db.delete(STORE, rangeOf(model)))
  }

  private async with<T>(work: (db: IDBPDatabase) => Promise<T>): Promise<T> {
    const db = await openDB(this.name, 1, { upgrade: (opened) => void opened.createObjectStore(STORE) })
    try {
      return await work(db)
    } finally {
      db.close()
    }
  }
}

/** The keys of one model's files: in IndexedDB's order a list is more than any text. */
const rangeOf = (model: string): IDBKeyRange => IDBKeyRange.bound([model], [model, []])
