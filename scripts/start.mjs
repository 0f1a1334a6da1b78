/** `npm start`: install what is missing, build what changed, serve it. Plain Node until the packages are there. */
import { DEFAULT_HOST, MAINLAND_ORIGIN, Problem, nodeIsTooOld, readCloudOrigin, readHost, readPort } from './lib/environment.mjs'

if (nodeIsTooOld(process.version)) {
  console.error(`需要 Node 20.19 或更高版本 · Node 20.19+ or 22.12+ is needed, this is ${process.version}: install a newer one from https://nodejs.org and run this again.`)
  process.exit(2)
}

// Loaded late: an old Node must live long enough to say so.
const { ensureBuilt, ensureInstalled } = await import('./lib/prepare.mjs')
const { refuseTakenPort, serve } = await import('./lib/serve.mjs')
const { killChildren } = await import('./lib/run.mjs')

let app = null
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void stop())

// A shell that npm starts does not pass a signal on: when it is gone, so are we.
if (process.env.npm_lifecycle_event === 'start') {
  const parent = process.ppid
  setInterval(() => process.ppid === parent || void stop(), 500).unref()
}

try {
  const place = { port: readPort(process.env), host: readHost(process.env) }
  const cloudOrigin = readCloudOrigin(process.env)
  await refuseTakenPort(place)
  await ensureInstalled()
  await ensureBuilt()
  app = await serve(place)
  console.log(`\n固件升级瞭望台 · OTA Lookout: ${app.url}   (Ctrl+C 停止 · stops it)`)
  if (cloudOrigin !== MAINLAND_ORIGIN) console.log(`云端 · cloud: ${cloudOrigin}`)
  if (place.host !== DEFAULT_HOST) console.log(`监听 · listening on ${place.host}`)
} catch (error) {
  console.error(error instanceof Problem ? error.message : error)
  process.exit(error instanceof Problem ? error.exitCode : 1)
}

async function stop() {
  process.exitCode = 0
  killChildren()
  await app?.close()
  process.exit(0)
}
