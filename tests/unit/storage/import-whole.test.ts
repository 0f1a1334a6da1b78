import 'fake-indexeddb/auto'
import { IDBFactory, IDBObjectStore } from 'fake-indexeddb'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { accountIdOf } from '@/domain/upstream'
import { openDatabase } from '@/storage/database'
import { createIndexedRepository } from '@/storage/indexed-repository'
import type { Repository } from '@/storage/repository'
import { answeredRow } from '../../support/rows'

const MAINLAND = accountIdOf({ kind: 'mainland' })
const OLD = [answeredRow('old')]
const MANY = Array.from({ length: 2500 }, (_row, index) => answeredRow(`d${index}`))
const { put } = IDBObjectStore.prototype

/** The disk fails at the write of this number: at once, or some time after. */
function failAt(write: number, how: 'at once' | 'later') {
  let writes = 0
  IDBObjectStore.prototype.put = function (this: IDBObjectStore, ...given: Parameters<typeof put>) {
    writes += 1
    const request = put.apply(this, given)
    if (writes !== write) return request
    if (how === 'at once') throw new DOMException('no', 'DataCloneError')
    this.transaction.abort()
    return request
  }
}

async function listAfter(add: (repository: Repository) => Promise<void>): Promise<number> {
  const repository = createIndexedRepository(await openDatabase(() => undefined))
  await repository.addRows(MAINLAND, OLD)
  await add(repository)
  IDBObjectStore.prototype.put = put
  const kept = await repository.loadRows(MAINLAND)
  repository.close()
  return kept.length
}

describe('a long list that is imported', () => {
  beforeEach(() => {
    globalThis.indexedDB = new IDBFactory()
  })
  afterEach(() => {
    IDBObjectStore.prototype.put = put
  })

  it('is kept whole', async () => {
    expect(await listAfter((repository) => repository.addRows(MAINLAND, MANY))).toBe(2501)
  })

  it.each(['at once', 'later'] as const)('leaves the list as it was when the disk fails in the middle of it, %s', async (how) => {
    const kept = await listAfter(async (repository) => {
      failAt(3001, how)
      await expect(repository.addRows(MAINLAND, MANY)).rejects.toThrow()
    })
    expect(kept).toBe(1)
  })

  it('would be noticed to be torn: written bit by bit, half of it stays', async () => {
    const kept = await listAfter(async (repository) => {
      failAt(3001, 'later')
      const parts = async () => {
        for (let from = 0; from < MANY.length; from += 1000) await repository.addRows(MAINLAND, MANY.slice(from, from + 1000))
      }
      await expect(parts()).rejects.toThrow()
    })
    expect(kept).toBe(1001)
  })
})
