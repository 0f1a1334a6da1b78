import type { Page } from '@playwright/test'
import { createDevice, type Device } from '../../../src/domain/device'
import { DATABASE_NAME } from '../../../src/storage/database'

interface KeptDevice extends Omit<Device, 'id'> {
  readonly id: string
}

/** Leaves an account with these devices, as a visit with the release of schema 1 would have: what takes clicks takes none. */
export async function leaveFleet(page: Page, origin: string, devices: readonly KeptDevice[], budgetPerSecond: number): Promise<void> {
  await page.goto(`${origin}/favicon.svg`)
  await page.evaluate(
    async ([name, list, budget]) => {
      const opening = indexedDB.open(name, 1)
      opening.addEventListener('upgradeneeded', () => {
        opening.result.createObjectStore('meta')
        for (const store of ['devices', 'snapshots']) opening.result.createObjectStore(store, { keyPath: ['accountId', 'id'] })
      })
      const db = await new Promise<IDBDatabase>((resolve) => opening.addEventListener('success', () => resolve(opening.result)))
      const writing = db.transaction(['meta', 'devices'], 'readwrite')
      writing.objectStore('meta').put({ kind: 'mainland' }, 'active')
      writing.objectStore('meta').put(budget, 'budget mainland')
      for (const device of list) writing.objectStore('devices').put({ accountId: 'mainland', id: device.id, device, addedAt: 1 })
      await new Promise((resolve) => writing.addEventListener('complete', resolve))
      db.close()
    },
    [DATABASE_NAME, devices, budgetPerSecond] as const,
  )
}

/** `ProductId/DeviceName` of the simulator's devices, as a list keeps them. */
export function devicesOf(ids: readonly string[]): Device[] {
  return ids.map((id) => {
    const [productId = '', deviceName = ''] = id.split('/')
    return createDevice(productId, deviceName)
  })
}
