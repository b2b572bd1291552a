/** `npm start`: installs, builds and serves the site, and says what to open. */
import { serve } from './serve.mjs'
import { build, install } from './setup.mjs'

const port = Number(process.env.PORT ?? 9988)

install()
build()
const { Relay } = await import('./relay.mjs')
try {
  await serve({ folder: 'build', port, relay: new Relay() })
} catch (error) {
  console.error(error.message)
  process.exit(1)
}

console.log(`
MLHandler in the browser is at  http://localhost:${port}

Open it, then try in the browser's console:

  await (await fetch('/ml?Sex=male&Age=22&SibSp=1&Parch=0&Fare=7.25&Pclass=3&Embarked=S')).json()   // [0]

While it is open, the same works from outside the browser:

  curl 'http://localhost:${port}/ml?Sex=male&Age=22&SibSp=1&Parch=0&Fare=7.25&Pclass=3&Embarked=S'
`)
