import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, type BrowserContext, type Page } from '@playwright/test'
import { startSimulatorServer, type SimulatorServer } from '../../src/simulator/server'
import { startApp, type RunningApp } from './support/app'
import { FleetPage, untilAnswered } from './support/fleet-page'
import { launchMortalChromium, makeProfile } from './support/mortal-chromium'
import { poll } from './support/poll'
import { expectToFail } from './support/soak'

const TOKEN = 'canary-5e7a91c3d4b2-token'
const KEPT = 12
const LATER = 5
let cloud: SimulatorServer
let app: RunningApp

test.describe.configure({ timeout: 60_000 })

test.beforeAll(async () => {
  cloud = await startSimulatorServer({ scenario: 'settled', devices: KEPT + LATER, seed: 5, latencyMs: { min: 1, max: 5 }, token: TOKEN })
  app = await startApp({ cloudOrigin: cloud.url })
})

test.afterAll(async () => {
  await app.close()
  await cloud.close()
})

const ids = () => cloud.cloud.devices().map(({ id }) => id)
const keptIds = () => ids().slice(0, KEPT)
const laterIds = () => ids().slice(KEPT)

/** A page of the origin on which the app does not run. */
async function barePage(context: BrowserContext): Promise<Page> {
  const page = await context.newPage()
  await page.goto(`${app.url}/favicon.svg`)
  return page
}

interface Made {
  readonly version: number
  readonly devices: readonly string[]
  /** Closes its handle on `versionchange`, as every release does; or holds it for good. */
  readonly letsGo: boolean
}

/** The database as the release of schema 1 made and filled it, with the handle left open. */
async function makeDatabase(page: Page, made: Made): Promise<void> {
  await page.evaluate(async ({ version, devices, letsGo }) => {
    const db = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open('ota-lookout', version)
      request.onupgradeneeded = () => {
        request.result.createObjectStore('meta')
        for (const name of ['devices', 'snapshots']) request.result.createObjectStore(name, { keyPath: ['accountId', 'id'] })
      }
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error ?? new Error('not opened'))
    })
    if (letsGo) db.onversionchange = () => db.close()
    const tx = db.transaction(['meta', 'devices'], 'readwrite')
    tx.objectStore('meta').put({ kind: 'mainland' }, 'active')
    for (const id of devices) {
      const [productId, deviceName] = id.split('/')
      tx.objectStore('devices').put({ accountId: 'mainland', id, device: { id, productId, deviceName, alias: null }, addedAt: 1 })
    }
    await new Promise((resolve, reject) => {
      tx.oncomplete = resolve
      tx.onabort = () => reject(tx.error ?? new Error('not written'))
    })
    Object.assign(globalThis, { held: db })
  }, made)
}

/** What the database on disk has now, read beside the app. */
async function onDisk(page: Page): Promise<{ version: number; devices: string[] }> {
  return page.evaluate(async () => {
    const db = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open('ota-lookout')
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error ?? new Error('not opened'))
    })
    const keys = await new Promise<IDBValidKey[]>((resolve, reject) => {
      const request = db.transaction('devices').objectStore('devices').getAllKeys()
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error ?? new Error('not read'))
    })
    const { version } = db
    db.close()
    return { version, devices: keys.map((key) => String(Array.isArray(key) ? key[1] : key)) }
  })
}

const storageNotice = (page: Page) => page.locator('[data-notice="storage"]')
const missingNotice = (page: Page) => page.locator('[data-notice="list-missing"]')

/** Adds devices, waits for their statuses, and exports the list: the number of records that came out. */
async function workOn(fleet: FleetPage, before: number): Promise<number> {
  const { page } = fleet
  await fleet.add(laterIds().join('\n'))
  await poll(() => fleet.count('all'), { timeout: 15_000 }).toBe(before + LATER)
  for (const id of laterIds()) await expect(fleet.row(id)).not.toContainText('等待首次查询', { timeout: 15_000 })
  await page.getByRole('button', { name: /^导出/u }).click()
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByText(/^CSV 表格/u).click()])
  return readFileSync(await download.path(), 'utf8').trimEnd().split('\r\n').length - 1
}

test('a database of a newer version is left as it is; a banner says so, and work goes on in memory (D2)', async ({ context }) => {
  const bare = await barePage(context)
  await makeDatabase(bare, { version: 99, devices: keptIds(), letsGo: true })
  const fleet = new FleetPage(await context.newPage(), app.url)
  await fleet.connect(TOKEN)
  await expect(storageNotice(fleet.page)).toContainText('本地数据来自更新的版本，没有改动它')
  const exported = await workOn(fleet, 0)
  const kept = await onDisk(bare)
  console.log(`D2: newer version: kept devices ${KEPT}, lost ${KEPT - kept.devices.length}, added in memory and exported ${exported} of ${LATER}; version on disk ${kept.version}`)
  expect(exported).toBe(LATER)
  expect(kept).toEqual({ version: 99, devices: keptIds().toSorted() })
})

test('a database that another tab holds is not waited for; a banner says so, work goes on, and the list is there afterwards (D2)', async ({ context }) => {
  const bare = await barePage(context)
  await makeDatabase(bare, { version: 1, devices: keptIds(), letsGo: false })
  const fleet = new FleetPage(await context.newPage(), app.url)
  await fleet.connect(TOKEN)
  await expect(storageNotice(fleet.page)).toContainText('本地数据库被占用')
  const exported = await workOn(fleet, 0)
  await bare.close()
  const after = await barePage(context)
  const kept = await onDisk(after)
  console.log(`D2: blocked: kept devices ${KEPT}, lost ${KEPT - kept.devices.length}, added in memory and exported ${exported} of ${LATER}`)
  expect(exported).toBe(LATER)
  expect(kept.devices).toEqual(keptIds().toSorted())
})

test('an old tab with schema 1 open lets go of it: the app opens with every device (D3)', async ({ context }) => {
  const bare = await barePage(context)
  await makeDatabase(bare, { version: 1, devices: keptIds(), letsGo: true })
  const fleet = new FleetPage(await context.newPage(), app.url)
  const startedMs = Date.now()
  await fleet.open()
  await expect(fleet.rows).toHaveCount(KEPT)
  const openedMs = Date.now() - startedMs
  await expect(storageNotice(fleet.page)).toHaveCount(0)
  await expect(missingNotice(fleet.page)).toHaveCount(0)
  const kept = await onDisk(bare)
  console.log(`D3 E: old tab open with schema 1: devices ${KEPT}, lost ${KEPT - kept.devices.length}, shown ${openedMs} ms after the navigation began, opened within the 2 s that the engine gives it; version on disk ${kept.version}`)
  expect(kept).toEqual({ version: 2, devices: keptIds().toSorted() })
  await expectToFail(() => expect(kept.devices).toEqual(ids().toSorted()))
})

test('database files that were damaged: the operator is told that the list is gone, and of nothing where there was none (D2)', async () => {
  const profile = makeProfile()
  try {
    await keptFleetOnDisk(profile.path)
    const damaged = damage(join(profile.path, 'Default', 'IndexedDB'))
    const browser = await launchMortalChromium(profile.path)
    try {
      const fleet = new FleetPage(await browser.context.newPage(), app.url)
      await fleet.open()
      await expect(missingNotice(fleet.page).or(storageNotice(fleet.page))).toBeVisible({ timeout: 20_000 })
      const told = await fleet.page.locator('[data-notice]').evaluateAll((all) => all.map((one) => one.getAttribute('data-notice')))
      const toldWithoutMark = await noticesWithoutMark(fleet)
      await fleet.connect(TOKEN)
      if (!told.includes('storage')) await expect(missingNotice(fleet.page)).toContainText(`${KEPT} 台设备的列表不见了`)
      const exported = await workOn(fleet, 0)
      await expect(missingNotice(fleet.page)).toHaveCount(0)
      console.log(`D2: damaged files ${damaged}: told by ${told.join(', ')}; afterwards added and exported ${exported} of ${LATER}; control, without the mark: told ${toldWithoutMark.length} times`)
      expect(exported).toBe(LATER)
      if (!told.includes('storage')) expect(toldWithoutMark).toEqual([])
    } finally {
      await browser.kill()
    }
  } finally {
    profile.remove()
  }
})

test('a disk that is full: the list stays, a banner says so, and work goes on in memory (D2)', async () => {
  const profile = makeProfile()
  const folder = join(profile.path, 'Default', 'IndexedDB')
  mkdirSync(folder, { recursive: true })
  const ownMounts = ['unshare', '-Urm', 'bash', '-c', `mount -t tmpfs -o size=2m tmpfs ${folder} && exec "$@"`, 'bash']
  test.skip(!canRun([...ownMounts, 'true']), 'this machine allows no file system of one’s own')
  const browser = await launchMortalChromium(profile.path, { before: ownMounts })
  try {
    const fleet = new FleetPage(await browser.context.newPage(), app.url)
    await fleet.connect(TOKEN)
    await fleet.add(keptIds().join('\n'))
    await expect(fleet.rows).toHaveCount(KEPT)
    await untilAnswered(fleet.page)
    await expect(storageNotice(fleet.page)).toHaveCount(0)
    const filler = `/proc/${browser.pid}/root${folder}/filler`
    fill(filler)
    const exported = await workOn(fleet, KEPT)
    await expect(storageNotice(fleet.page)).toContainText('无法写入本地存储', { timeout: 20_000 })
    rmSync(filler)
    const kept = await onDisk(await barePage(browser.context))
    console.log(`D2: full disk: kept devices ${KEPT}, lost ${keptIds().filter((id) => !kept.devices.includes(id)).length}; in memory and exported ${exported} of ${KEPT + LATER}`)
    expect(exported).toBe(KEPT + LATER)
    expect(kept.devices).toEqual(expect.arrayContaining(keptIds()))
  } finally {
    await browser.kill()
    profile.remove()
  }
})

/** A profile in which an account is open and has its list, with everything written. */
async function keptFleetOnDisk(profile: string): Promise<void> {
  const browser = await launchMortalChromium(profile)
  try {
    const fleet = new FleetPage(await browser.context.newPage(), app.url)
    await fleet.connect(TOKEN)
    await fleet.add(keptIds().join('\n'))
    await expect(fleet.rows).toHaveCount(KEPT)
    const bare = await barePage(browser.context)
    await poll(async () => (await onDisk(bare)).devices.length).toBe(KEPT)
    // A page that is left writes its localStorage; a browser that is killed may not have.
    await browser.quit()
  } finally {
    await browser.kill()
  }
}

/** What the same page would tell, did it not remember that there was a list. */
async function noticesWithoutMark({ page, rows }: FleetPage): Promise<(string | null)[]> {
  const mark = await page.evaluate(() => localStorage.getItem('ota-lookout.lists'))
  await page.evaluate(() => localStorage.removeItem('ota-lookout.lists'))
  await page.reload()
  await expect(rows.first()).toBeVisible({ timeout: 15_000 })
  const told = await page.locator('[data-notice]').evaluateAll((all) => all.map((one) => one.getAttribute('data-notice')))
  await page.evaluate((text) => localStorage.setItem('ota-lookout.lists', text), mark ?? '')
  await page.reload()
  await expect(rows.first()).toBeVisible({ timeout: 15_000 })
  return told
}

/** Overwrites all but the beginning of every file of the database. Returns how many. */
function damage(folder: string): number {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(log|ldb)$|MANIFEST-\d+$/u.test(name))
  for (const name of files) {
    const path = join(folder, name)
    writeFileSync(path, readFileSync(path).map((byte, index) => (index > 16 ? byte ^ 0xa5 : byte)))
  }
  return files.length
}

function canRun([command = '', ...words]: readonly string[]): boolean {
  try {
    execFileSync(command, words, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** Takes all the room that is left. */
function fill(path: string): void {
  for (const size of [65_536, 4_096]) {
    try {
      for (;;) appendFileSync(path, Buffer.alloc(size))
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error
    }
  }
}
