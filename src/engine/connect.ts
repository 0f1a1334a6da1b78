import { createConnection, type EngineConnection } from './connection'
import type { FromEngine } from './protocol'
import sharedWorkerUrl from './worker?sharedworker&url'
import workerUrl from './worker?worker&url'

const WORKER_NAME = 'ota-lookout-engine'

/**
 * Connects to the engine of this origin: one SharedWorker for all tabs, or a Worker of this tab where there is none.
 * `extendedLifetime` lets it outlive a reload where the browser knows the option.
 */
export function connectEngine(): EngineConnection {
  const options = { type: 'module', name: WORKER_NAME, extendedLifetime: true } as const
  const worker = typeof SharedWorker === 'undefined' ? new Worker(workerUrl, options) : new SharedWorker(sharedWorkerUrl, options)
  const port = 'port' in worker ? worker.port : worker
  const connection = createConnection({
    post: (message) => port.postMessage(message),
    listen: (receive) => {
      port.onmessage = (event: MessageEvent<FromEngine>) => receive(event.data)
    },
    onLost: (lost) => {
      worker.onerror = lost
    },
  })
  for (const change of ['online', 'offline']) addEventListener(change, () => port.postMessage({ kind: 'network' }))
  addEventListener('pagehide', (event: PageTransitionEvent) => {
    if (!event.persisted) connection.close()
  })
  return connection
}
