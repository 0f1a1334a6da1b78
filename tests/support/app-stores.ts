import { createPinia, setActivePinia } from 'pinia'
import { createApp } from 'vue'
import type { CloudAccess } from '@/engine/cloud-access'
import type { ScenarioSession } from '@/simulator/scenario-session'
import { engineKey } from '@/stores/engine-link'
import { mirrorEngine } from '@/stores/mirror-engine'
import { connectInProcess } from './in-process-engine'

/** The stores over an engine in this process, put together as the page does. */
export function startStores(options: Parameters<typeof connectInProcess>[0]) {
  const { connection, engine } = connectInProcess(options)
  const app = createApp({})
  app.provide(engineKey, connection)
  const pinia = createPinia()
  app.use(pinia)
  setActivePinia(pinia)
  mirrorEngine(connection)
  return { connection, engine }
}

/** The way to a simulated cloud, as a real account has it. */
export function accessTo({ handler }: ScenarioSession, limits = { callsPerSecond: 10, maxInFlight: 6, burst: 10 }): CloudAccess {
  return { fetch: (input, init) => handler(new Request(input, init)), endpoint: 'http://cloud.invalid/api/exploreropen/tokenapi', limits, devices: [], kept: true }
}
