import { workerUrl as trusted } from '../domain/worker-url'
import { systemClock } from '../polling/clock'
import { watchActivity } from './activity'
import { createConnection, type EngineConnection } from './connection'
import { ownGenerations, sharedGenerations } from './generations'
import { Lifeline, type WorkerEnd, type WorkerHooks } from './lifeline'
import { holdPresence } from './presence'
import type { FromEngine } from './protocol'
import sharedWorkerUrl from './worker?sharedworker&url'
import workerUrl from './worker?worker&url'

/**
 * Connects to the engine of this origin: one SharedWorker for all tabs, or a Worker of this tab where there is none.
 * An engine that is gone is replaced (see `Lifeline`).
 */
export function connectEngine(): EngineConnection {
  const isShared = typeof SharedWorker !== 'undefined'
  const lifeline = new Lifeline({
    clock: systemClock,
    start: isShared ? startShared : startOwn,
    generations: isShared ? sharedGenerations(() => localStorage) : ownGenerations(),
  })
  const connection = createConnection({
    post: (message) => lifeline.post(message),
    listen: (receive) => lifeline.listen(receive),
    onLost: (lost) => lifeline.onLost(lost),
    onRestart: (restarted) => lifeline.onRestart(restarted),
  })
  for (const change of ['online', 'offline']) addEventListener(change, () => lifeline.post({ kind: 'network' }))
  holdPresence(navigator.locks, (lock) => {
    lifeline.onRestart(() => lifeline.post({ kind: 'here', lock }))
    lifeline.post({ kind: 'here', lock })
  })
  const endActivity = watchActivity(globalThis, systemClock, () => lifeline.post({ kind: 'active' }))
  addEventListener('pagehide', (event: PageTransitionEvent) => {
    if (event.persisted) return
    endActivity()
    connection.close()
    lifeline.close()
  })
  return connection
}

/** A SharedWorker that hangs keeps its name: a later generation needs another one. `extendedLifetime`: it outlives a reload. */
function startShared(generation: number, { heard, broke }: WorkerHooks): WorkerEnd {
  const name = generation === 1 ? 'ota-lookout-engine' : `ota-lookout-engine-${generation}`
  const worker = new SharedWorker(trusted(sharedWorkerUrl), { type: 'module', name, extendedLifetime: true } as WorkerOptions)
  const { port } = worker
  worker.onerror = broke
  port.onmessage = (event: MessageEvent<FromEngine>) => heard(event.data)
  return { post: (message) => port.postMessage(message), end: () => port.close() }
}

function startOwn(_generation: number, { heard, broke }: WorkerHooks): WorkerEnd {
  const worker = new Worker(trusted(workerUrl), { type: 'module', name: 'ota-lookout-engine' })
  worker.onerror = broke
  worker.onmessage = (event: MessageEvent<FromEngine>) => heard(event.data)
  return { post: (message) => worker.postMessage(message), end: () => worker.terminate() }
}
