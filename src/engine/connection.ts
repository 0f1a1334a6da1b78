import type { Command, EngineEvent, FromEngine, Reply, ToEngine } from './protocol'

/** The page's line to the engine. */
export interface EngineConnection {
  /** Sends a command; resolves with the engine's reply once the command holds. */
  send(command: Command): Promise<Reply>
  onEvent(listener: (event: EngineEvent) => void): void
  /** Tells that the engine could not start or broke down for good. */
  onLost(listener: () => void): void
  close(): void
}

export interface PageSide {
  post(message: ToEngine): void
  listen(receive: (message: FromEngine) => void): void
  onLost?(lost: () => void): void
}

/** Builds a connection upon any pair of message ends. */
export function createConnection({ post, listen, onLost }: PageSide): EngineConnection {
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
    onLost: (listener) => onLost?.(listener),
    close: () => post({ kind: 'bye' }),
  }
}
