/** The engine: owns the store, parses, fits and predicts. It serves the app over comlink. */
import { expose, transfer } from 'comlink'
import type { Engine } from '$lib/client/engine'
import { holdLock } from '$lib/client/lifeLocks'
import { RunningRequests } from '$lib/client/RunningRequests'
import { fromWireRequest, toWireResponse } from '$lib/client/wire'
import { createDevices } from './devices'
import { createModels } from './models'
import { createPool } from './pool'
import { createSite, type Site } from './site'
import { loadTransform } from './transforms'

const { text, models } = createModels(() => site.folder)
const site: Site = createSite({ loadTransform, pool: createPool(), devices: createDevices(), text })
const requests = new RunningRequests()

const lockName = holdLock('mlhandler-engine:')

const engine: Engine = {
  models,

  async open(base) {
    await site.open(base)
    const { routes, problems, textModels } = site.app
    return { routes, problems, textModels }
  },

  handle: (wire) =>
    requests.run(wire.id, async (signal) => {
      const response = await toWireResponse(await site.handle(fromWireRequest(wire, signal)))
      return response.body ? transfer(response, [response.body]) : response
    }),

  cancel: (id) => requests.cancel(id),

  states: () => site.app.states(),
  connect: (port) => expose(engine, port),
  lockName: () => lockName
}

expose(engine)
