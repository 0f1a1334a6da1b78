import { createConnection, type EngineConnection } from '@/engine/connection'
import { Engine } from '@/engine/engine'
import type { EngineOptions } from '@/engine/engine-options'
import { createMemoryRepository } from '@/storage/memory-repository'
import type { FromEngine } from '@/engine/protocol'

/** The real engine in the test's own process, with a page's connection to it; messages are cloned as a port would. */
export function connectInProcess(options: Omit<EngineOptions, 'random' | 'openRepository'> & Partial<EngineOptions>): {
  engine: Engine
  connection: EngineConnection
} {
  const engine = new Engine({
    random: () => 0.5,
    openRepository: () => Promise.resolve({ repository: createMemoryRepository(), state: { kind: 'persistent' } }),
    ...options,
  })
  let receive: (message: FromEngine) => void = () => undefined
  const line = engine.join((message) => receive(structuredClone(message)))
  const connection = createConnection({
    post: (message) => line.receive(structuredClone(message)),
    listen: (listener) => void (receive = listener),
  })
  return { engine, connection }
}
