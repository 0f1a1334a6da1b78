import { expect, test, type Page } from '@playwright/test'
import { startSimulatorServer, type SimulatorServer } from '../../src/simulator/server'
import { startApp, type RunningApp } from './support/app'
import { FleetPage } from './support/fleet-page'
import { launchMortalChromium, makeProfile } from './support/mortal-chromium'
import { poll } from './support/poll'
import { count, sized, sleep } from './support/soak'

const TOKEN = 'canary-5e7a91c3d4b2-token'
const KILLS = sized(4, 30)
/** Devices of one import: all of them are there afterwards, or none. */
const IMPORT = 40
const NAIVE_KEY = 'naive list'
let cloud: SimulatorServer
let app: RunningApp
const profile = makeProfile()

test.describe.configure({ timeout: 60_000 + KILLS * 30_000 })

test.beforeAll(async () => {
  cloud = await startSimulatorServer({ scenario: 'settled', devices: 10, seed: 5, latencyMs: { min: 1, max: 5 }, token: TOKEN })
  app = await startApp({ cloudOrigin: cloud.url })
})

test.afterAll(async () => {
  await app.close()
  await cloud.close()
  profile.remove()
})

const namesOf = (batch: number) => Array.from({ length: IMPORT }, (_none, index) => `batch-${batch}-${index}`)

/** How many devices of each import are on disk. */
async function batchesOnDisk(page: Page): Promise<Map<number, number>> {
  const ids = await page.evaluate(async () => {
    const db = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open('ota-lookout')
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error ?? new Error('no database'))
    })
    const keys = await new Promise<IDBValidKey[]>((resolve, reject) => {
      const request = db.transaction('devices').objectStore('devices').getAllKeys()
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error ?? new Error('not read'))
    })
    db.close()
    return keys.map((key) => String(Array.isArray(key) ? key[1] : key))
  })
  const batches = new Map<number, number>()
  for (const id of ids) {
    const batch = Number(id.split('-')[1])
    batches.set(batch, (batches.get(batch) ?? 0) + 1)
  }
  return batches
}

/** The same list as a page without a database keeps it: acknowledged once `setItem` has returned. */
async function naiveAdd(page: Page, batch: number): Promise<void> {
  await page.evaluate(({ key, some }) => localStorage.setItem(key, JSON.stringify([...JSON.parse(localStorage.getItem(key) ?? '[]'), some])), { key: NAIVE_KEY, some: batch })
}

test('what was acknowledged outlives kill -9 while the list is imported, and no import is torn (D1)', async () => {
  const acknowledged = new Set<number>()
  const naive = new Set<number>()
  const figures = { kills: 0, acknowledged: 0, lost: 0, torn: 0, naiveLostIn: 0 }
  let batch = 0

  for (let round = 0; round <= KILLS; round += 1) {
    const browser = await launchMortalChromium(profile.path)
    try {
      const page = await browser.context.newPage()
      const bare = await browser.context.newPage()
      const fleet = new FleetPage(page, app.url)
      await bare.goto(`${app.url}/favicon.svg`)
      if (round === 0) await fleet.connect(TOKEN)
      else await fleet.open()
      await expect(fleet.polling).toBeVisible({ timeout: 20_000 })
      if (round > 0) {
        const onDisk = await batchesOnDisk(page)
        figures.lost += [...acknowledged].filter((known) => onDisk.get(known) !== IMPORT).length
        figures.torn += [...onDisk.values()].filter((size) => size !== IMPORT).length
        await poll(() => fleet.count('all'), { timeout: 20_000 }).toBe(onDisk.size * IMPORT)
        const kept = new Set(await bare.evaluate((key) => JSON.parse(localStorage.getItem(key) ?? '[]') as number[], NAIVE_KEY))
        if ([...naive].some((known) => !kept.has(known))) figures.naiveLostIn += 1
        for (const known of naive) if (!kept.has(known)) naive.delete(known)
      }
      if (round === KILLS) break
      const editing = (async () => {
        for (;;) {
          batch += 1
          const mine = batch
          await fleet.add(namesOf(mine).map((name) => `KILL${round} ${name}`).join('\n'))
          acknowledged.add(mine)
          await naiveAdd(bare, mine)
          naive.add(mine)
        }
      })().catch(() => undefined)
      const known = acknowledged.size
      await poll(() => acknowledged.size, { timeout: 20_000 }).toBeGreaterThan(known)
      await sleep((round * 137) % 500)
      await browser.kill()
      await editing
      figures.kills += 1
    } finally {
      await browser.kill()
    }
  }
  figures.acknowledged = acknowledged.size * IMPORT
  console.log(`D1: kills ${figures.kills}, devices acknowledged ${count(figures.acknowledged)}, imports lost ${figures.lost}, torn ${figures.torn}; control, localStorage alone: acknowledged writes lost in ${figures.naiveLostIn} of ${figures.kills}`)
  expect(figures).toMatchObject({ kills: KILLS, lost: 0, torn: 0 })
  expect(figures.acknowledged).toBeGreaterThanOrEqual(KILLS * IMPORT)
  expect(figures.naiveLostIn).toBeGreaterThan(0)
})
