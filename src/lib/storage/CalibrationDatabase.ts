/** What was measured of this machine's devices, kept in an IndexedDB of its own: to lose it costs a second. */
import { openDB } from 'idb'
import type { Calibration, CalibrationStore } from '$lib/backend/calibration'

const STORE = 'calibration'
const KEY = 'devices'

export class CalibrationDatabase implements CalibrationStore {
  constructor(private readonly name = 'mlhandler-devices') {}

  async read(): Promise<Calibration | undefined> {
    return this.with((db) => db.get(STORE, KEY) as Promise<Calibration | undefined>)
  }

  async write(calibration: Calibration): Promise<void> {
    await this.with((db) => db.put(STORE, calibration, KEY))
  }

  private async with<T>(work: (db: Awaited<ReturnType<typeof openDB>>) => Promise<T>): Promise<T> {
    const db = await openDB(this.name, 1, { upgrade: (opened) => void opened.createObjectStore(STORE) })
    try {
      return await work(db)
    } finally {
      db.close()
    }
  }
}
