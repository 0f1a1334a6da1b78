import sharedWorkerUrl from './worker?sharedworker&url'
import workerUrl from './worker?worker&url'
import type { Command, EngineEvent, FromEngine, Reply, ToEngine } from './protocol'

/** The page's line to the engine. */
export interface EngineConnection {
  /** Sends a command; resolves with the engine's reply once the command holds. */
  send(command: Command): Promise<Reply>
  onEvent(listener: (event: EngineEvent) => void): void
  close(): void
}

export interface PageSide {
  post(message: ToEngine): void
  listen(receive: (message: FromEngine) => void): void
}

/** Builds a connection upon any pair of message ends. */
export function createConnection({ post, listen }: PageSide): EngineConnection {
  const waiting = new Map<number, (reply: Reply) => void>()
  const early: EngineEvent[] = []
  let onEvent: (event: EngineEvent) => void = (event) => void early.push(event)
  let lastId = 0
  listen((message) => {
    if (message.kind === 'event') return onEvent(message.event)
    waiting.get(message.id)?.(message.reply)
    waiting.delete(message.id)
  })
  return {
    send(command) {
      lastId += 1
      const id = lastId
      return new Promise((resolve) => {
        waiting.set(id, resolve)
        post({ kind: 'command', id, command })
      })
    },
    onEvent(listener) {
      onEvent = listener
      for (const event of early.splice(0)) listener(event)
    },
    close: () => post({ kind: 'bye' }),
  }
}

const WORKER_NAME = 'ota-lookout-engine'

/**
 * Connects to the engine of this origin: one SharedWorker for all tabs, or a Worker of this tab where there is none.
 * `extendedLifetime` lets it outlive a reload where the browser knows the option.
 */
export function connectEngine(): EngineConnection {
  const options = { type: 'module', name: WORKER_NAME, extendedLifetime: true } as const
  const port = typeof SharedWorker === 'undefined' ? new Worker(workerUrl, options) : new SharedWorker(sharedWorkerUrl, options).port
  const connection = createConnection({
    post: (message) => port.postMessage(message),
    listen: (receive) => {
      port.onmessage = (event: MessageEvent<FromEngine>) => receive(event.data)
    },
  })
  addEventListener('pagehide', (event: PageTransitionEvent) => {
    if (!event.persisted) connection.close()
  })
  return connection
}
