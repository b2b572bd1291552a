/** Serves the built site at the port given as argument; with `relay`, to the outside of the browser too. */
import { Relay } from './relay.mjs'
import { serve } from './serve.mjs'

const [port, mode] = process.argv.slice(2)
await serve({ folder: 'build', port: Number(port), relay: mode === 'relay' ? new Relay() : undefined })
