import type { Fault } from '../domain/fault'
import type { Command, EngineEvent, FromEngine, Reply, ToEngine } from './protocol'

/** The page's line to the engine. */
export interface EngineConnection {
  /** Sends a command; resolves with the engine's reply once the command holds, or `failed` when the engine is lost over it. */
  send(command: Command): Promise<Reply>
  onEvent(listener: (event: EngineEvent) => void): void
  /** Tells that the engine could not be started, nor started anew. */
  onLost(listener: () => void): void
  /** Tells of exceptions in the engine that nobody there expected. */
  onFault(listener: (fault: Fault) => void): void
  close(): void
}

export interface PageSide {
  post(message: ToEngine): void
  listen(receive: (message: FromEngine) => void): void
  onLost?(lost: () => void): void
  /** Another engine is at the other end now: it knows nothing of what was asked of the one before. */
  onRestart?(restarted: () => void): void
}

const LOST: Reply = { kind: 'refused', why: 'failed' }

/** Builds a connection upon any pair of message ends. */
export function createConnection({ post, listen, onLost, onRestart }: PageSide): EngineConnection {
  const waiting = new Map<number, (reply: Reply) => void>()
  const early: EngineEvent[] = []
  let onEvent: (event: EngineEvent) => void = (event) => void early.push(event)
  const faultListeners: ((fault: Fault) => void)[] = []
  let lastId = 0
  let visible: Command | null = null
  listen((message) => {
    if (message.kind === 'event') return onEvent(message.event)
    if (message.kind === 'fault') return faultListeners.forEach((tell) => tell(message.fault))
    if (message.kind !== 'reply') return
    waiting.get(message.id)?.(message.reply)
    waiting.delete(message.id)
  })
  function request(command: Command): Promise<Reply> {
    lastId += 1
    const id = lastId
    return new Promise((resolve) => {
      waiting.set(id, resolve)
      post({ kind: 'command', id, command })
    })
  }
  onRestart?.(() => {
    for (const answer of waiting.values()) answer(LOST)
    waiting.clear()
    if (visible) void request(visible)
  })
  return {
    send(command) {
      if (command.kind === 'visible') visible = command
      return request(command)
    },
    onEvent(listener) {
      onEvent = listener
      for (const event of early.splice(0)) listener(event)
    },
    onLost: (listener) => onLost?.(listener),
    onFault: (listener) => void faultListeners.push(listener),
    close: () => post({ kind: 'bye' }),
  }
}
