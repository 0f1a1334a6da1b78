import { realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseServeOptions, USAGE, UsageError, type ServeOptions } from './serve-options'
import { API_PATH, startSimulatorServer } from './server'

export { startSimulatorServer }

/** The command line `npm run simulator`. Exit codes: 0 ended by a signal, 1 cannot listen, 2 bad options. */
async function main(args: readonly string[]): Promise<void> {
  const options = parseServeOptions(args)
  if (options === 'help') return void process.stdout.write(USAGE)
  const server = await startSimulatorServer(options)
  console.log(`OTA simulator: ${server.url}${API_PATH}`)
  console.log(describe(options, server.cloud.devices().length))
  let isClosing = false
  const close = () => {
    if (isClosing) return
    isClosing = true
    void server.close().then(() => process.exit(0))
  }
  process.on('SIGINT', close)
  process.on('SIGTERM', close)
}

function describe(options: ServeOptions, devices: number): string {
  const { scenario, seed, speed, envelope, faults } = options
  const faulty = faults ? `, ${Math.round(faults.rate * 100)} % of calls go wrong` : ''
  return `${devices} devices, scenario ${scenario}, seed ${seed}, speed ${speed}, envelope ${envelope}${faulty}; also GET /truth, GET /devices, POST /control`
}

function isMain(): boolean {
  const script = process.argv[1]
  return script !== undefined && realpathSync(script) === fileURLToPath(import.meta.url)
}

if (isMain()) {
  main(process.argv.slice(2)).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error))
    process.exit(error instanceof UsageError ? 2 : 1)
  })
}
