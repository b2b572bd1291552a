/** Serves the built site at the port given as argument. */
import { serve } from './serve.mjs'

await serve({ folder: 'build', port: Number(process.argv[2] ?? 9988) })
