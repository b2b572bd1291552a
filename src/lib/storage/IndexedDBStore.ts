/**
 * The store in IndexedDB: three object stores, after upstream's three files.
 *
 *   heads   key → versions, row count, schema, configuration    (config.json)
 *   parts   [key, number] → rows, in order                        (data.h5)
 *   models  key → the trained model                                (model.pkl)
 *
 * A change is one transaction: all of it or nothing. Locks are Web Locks, so they hold between tabs and workers.
 */
import { openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction } from 'idb'
import type { FrameState } from '$lib/frame/Frame'
import { HttpError } from '$lib/mlhandler/errors'
import { raise, remember, schemaOfState } from '$lib/mlhandler/MemoryStore'
import type { Change, ModelRecord, ModelStore, Snapshot, Versions } from '$lib/mlhandler/store'
import { joined, piecesOf } from './pieces'

interface Head extends Snapshot {
  /** The number that the next part of the data gets. */
  readonly nextPart: number
}

interface Part {
  readonly frame: FrameState
  readonly appended: boolean
}

interface Database extends DBSchema {
  heads: { key: string; value: Head }
  parts: { key: [string, number]; value: Part }
  models: { key: string; value: ModelRecord }
}

const storeNames: ('heads' | 'parts' | 'models')[] = ['heads', 'parts', 'models']
type Write = IDBPTransaction<Database, typeof storeNames, 'readwrite'>

const noHead: Head = {
  config: null,
  versions: { config: 0, data: 0, model: 0 },
  rows: 0,
  schema: null,
  hasModel: false,
  done: [],
  nextPart: 0
}

/** Each time this many parts have been written, the appended ones are joined, so that reading stays quick. */
const partsBetweenJoins = 256

const partsOf = (key: string): IDBKeyRange => IDBKeyRange.bound([key, 0], [key, Infinity])

export class IndexedDBStore implements ModelStore {
  private opening: Promise<IDBPDatabase<Database>> | undefined

  constructor(private readonly name = 'mlhandler') {}

  private open(): Promise<IDBPDatabase<Database>> {
    const forget = (): void => {
      this.opening = undefined
    }
    this.opening ??= openDB<Database>(this.name, 1, {
      upgrade(db) {
        for (const store of storeNames) db.createObjectStore(store)
      },
      blocking(_current, _blocked, event) {
        ;(event.target as IDBDatabase).close()
        forget()
      },
      terminated: forget
    }).catch((error: unknown) => {
      forget()
      throw error
    })
    return this.opening
  }

  /** Runs `work`; once more on a new connection when the browser had closed the old one. */
  private async use<T>(work: (db: IDBPDatabase<Database>) => Promise<T>): Promise<T> {
    try {
      return await work(await this.open())
    } catch (error) {
      if ((error as Error).name !== 'InvalidStateError') throw error
      this.opening = undefined
      return work(await this.open())
    }
  }

  snapshot(key: string): Promise<Snapshot> {
    return this.use(async (db) => {
      const { nextPart: _, ...snapshot } = (await db.get('heads', key)) ?? noHead
      return snapshot
    })
  }

  data(key: string): Promise<{ base: FrameState[]; appended: FrameState[]; version: number }> {
    return this.use(async (db) => {
      const tx = db.transaction(['heads', 'parts'])
      const [head = noHead, parts] = await Promise.all([
        tx.objectStore('heads').get(key),
        tx.objectStore('parts').getAll(partsOf(key))
      ])
      const frames = (appended: boolean): FrameState[] =>
        parts.filter((part) => part.appended === appended).map((part) => part.frame)
      return { base: frames(false), appended: frames(true), version: head.versions.data }
    })
  }

  model(key: string): Promise<{ record: ModelRecord; version: number } | null> {
    return this.use(async (db) => {
      const tx = db.transaction(['heads', 'models'])
      const [head = noHead, record] = await Promise.all([
        tx.objectStore('heads').get(key),
        tx.objectStore('models').get(key)
      ])
      return record ? { record, version: head.versions.model } : null
    })
  }

  write(key: string, change: Change): Promise<Versions> {
    return this.use(async (db) => {
      const tx = db.transaction(storeNames, 'readwrite')
      // Heard from the start: a transaction that the browser ends (a full disk) tells its reason here only.
      const ended = tx.done.catch((reason: unknown) => reason)
      try {
        const versions = await apply(tx, key, change)
        await tx.done
        return versions
      } catch (error) {
        undo(tx)
        const reason = await ended
        throw (reason as Error | undefined)?.name === 'QuotaExceededError' ? reason : error
      }
    })
  }

  lock<T>(name: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    return navigator.locks.request(`${this.name}:${name}`, signal ? { signal } : {}, work) as Promise<T>
  }
}

async function apply(tx: Write, key: string, change: Change): Promise<Versions> {
  const heads = tx.objectStore('heads')
  let head = (await heads.get(key)) ?? noHead
  if (change.data !== undefined) head = await replaceData(tx, key, head, change.data)
  if (change.append) head = await appendData(tx, key, head, change.append)
  if (change.model) await keepModel(tx, key, change.model)
  if (change.model === null) await tx.objectStore('models').delete(key)
  const versions = raise(head.versions, change)
  const hasModel = change.model === undefined ? head.hasModel : change.model !== null
  await heads.put(
    { ...head, config: change.config ?? head.config, versions, hasModel, done: remember(head.done, change) },
    key
  )
  return versions
}

async function keepModel(tx: Write, key: string, model: ModelRecord): Promise<void> {
  try {
    await tx.objectStore('models').put(model, key)
  } catch (error) {
    if ((error as Error).name !== 'DataError') throw error
    throw new HttpError(
      'too_large',
      `The model is larger than this browser keeps: ${(error as Error).message}`,
      'Make it smaller (fewer or shallower trees, fewer rows) and train again. The old one is as it was.'
    )
  }
}

async function replaceData(tx: Write, key: string, head: Head, data: FrameState | null): Promise<Head> {
  const parts = tx.objectStore('parts')
  await parts.delete(partsOf(key))
  if (!data) return { ...head, rows: 0, schema: null, nextPart: 0 }
  const pieces = piecesOf(data)
  await Promise.all(pieces.map((frame, i) => parts.put({ frame, appended: false }, [key, i])))
  return { ...head, rows: data.length, schema: schemaOfState(data), nextPart: pieces.length }
}

async function appendData(tx: Write, key: string, head: Head, frame: FrameState): Promise<Head> {
  const parts = tx.objectStore('parts')
  const pieces = piecesOf(frame)
  await Promise.all(
    pieces.map((piece, i) => parts.put({ frame: piece, appended: true }, [key, head.nextPart + i]))
  )
  const nextPart = head.nextPart + pieces.length
  if (Math.floor(nextPart / partsBetweenJoins) > Math.floor(head.nextPart / partsBetweenJoins))
    await joinAppended(tx, key)
  return { ...head, rows: head.rows + frame.length, nextPart, schema: head.schema ?? schemaOfState(frame) }
}

/** Joins the appended parts into as few as there can be, at the places of the first of them. */
async function joinAppended(tx: Write, key: string): Promise<void> {
  const parts = tx.objectStore('parts')
  const [keys, all] = await Promise.all([parts.getAllKeys(partsOf(key)), parts.getAll(partsOf(key))])
  const appended = keys.filter((_, i) => all[i].appended)
  const frames = joined(all.filter((part) => part.appended).map(({ frame }) => frame))
  await Promise.all(appended.map((partKey) => parts.delete(partKey)))
  await Promise.all(frames.map((frame, i) => parts.put({ frame, appended: true }, appended[i])))
}

function undo(tx: Write): void {
  try {
    tx.abort()
  } catch {
    // The browser had ended it already.
  }
}
