import { unwrap, type IDBPObjectStore } from 'idb'
import type { LookoutSchema } from './database'

type Stores = ('devices' | 'snapshots' | 'timelines' | 'meta')[]
type List = 'devices' | 'snapshots'
type Written<Name extends List> = IDBPObjectStore<LookoutSchema, Stores, Name, 'readwrite'>

/** So many requests are begun at once: the engine answers its tabs between one part and the next. */
const PART = 500

/** Puts one more entry into a list; a promise for each of a hundred thousand would take longer than the disk. */
export function putting<Name extends List>(store: Written<Name>): (entry: LookoutSchema[Name]['value']) => IDBRequest {
  const plain = unwrap(store)
  return (entry) => plain.put(entry)
}

/** Takes an entry out of a list. */
export function deleting<Name extends List>(store: Written<Name>): (key: LookoutSchema[Name]['key']) => IDBRequest {
  const plain = unwrap(store)
  return (key) => plain.delete(key)
}

/** Resolves once all of it is on disk; or nothing is, also where something throws before the database has seen it. */
export async function whole(tx: { readonly done: Promise<void>; abort(): void }, ...writing: readonly Promise<unknown>[]): Promise<void> {
  try {
    await Promise.all([tx.done, ...writing])
  } catch (error) {
    try {
      tx.abort()
    } catch {
      // It has aborted by itself.
    }
    throw error
  }
}

/**
 * Begins every request, part by part, and resolves when the last one is begun: the transaction tells of their ends. It must
 * have nothing else to wait for than its requests, so a part is begun as the one before it succeeds. Rejects where one throws.
 */
export function begun(requests: Iterable<IDBRequest>): Promise<void> {
  const each = requests[Symbol.iterator]()
  return new Promise((resolve, reject) => {
    const beginPart = () => {
      try {
        let last: IDBRequest | null = null
        for (let count = 0; count < PART; count += 1) {
          const { done, value } = each.next()
          if (done) return resolve()
          last = value
        }
        if (last) last.onsuccess = beginPart
      } catch (error) {
        reject(error)
      }
    }
    beginPart()
  })
}
