import { openDatabase, OpenError, type Closed } from '../storage/database'
import { createIndexedRepository } from '../storage/indexed-repository'
import { createMemoryRepository } from '../storage/memory-repository'
import type { OpenedRepository } from './keeper'

/** Opens the lists kept in IndexedDB, or memory with the reason why not. */
export async function openRepository(onClosed: (why: Closed) => void): Promise<OpenedRepository> {
  try {
    return { repository: createIndexedRepository(await openDatabase(onClosed)), state: { kind: 'persistent' } }
  } catch (error) {
    const why = error instanceof OpenError ? error.why : 'failed'
    return { repository: createMemoryRepository(), state: { kind: 'memory', why } }
  }
}
