import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { startSimulatorServer, type SimulatorServer } from '../../src/simulator/server'
import { startApp, type RunningApp } from './support/app'
import { FleetPage, untilAnswered } from './support/fleet-page'
import { launchMortalChromium, makeProfile } from './support/mortal-chromium'
import { poll } from './support/poll'
import { sized } from './support/soak'

const TOKEN = 'canary-5e7a91c3d4b2-token'
/** What a careless page would have put into its storage. */
const PLANTED = 'canary-91b0e6d2f7a3-planted'
let cloud: SimulatorServer
let app: RunningApp

test.beforeAll(async () => {
  cloud = await startSimulatorServer({ scenario: 'settled', devices: 60, seed: 5, latencyMs: { min: 1, max: 5 }, token: TOKEN })
  app = await startApp({ cloudOrigin: cloud.url })
})

test.afterAll(async () => {
  await app.close()
  await cloud.close()
})

/** The token as it may lie in a file: UTF-8, UTF-16LE, and base64 at each of its three alignments. */
function formsOf(token: string): Buffer[] {
  const bases = [0, 1, 2].map((shift) => Buffer.concat([Buffer.alloc(shift, 0x20), Buffer.from(token)]).toString('base64').slice(4, -4))
  return [Buffer.from(token), Buffer.from(token, 'utf16le'), ...bases.map((text) => Buffer.from(text))]
}

function scan(folder: string, token: string): { files: number; found: string[] } {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const forms = formsOf(token)
  return { files: files.length, found: files.filter((file) => forms.some((form) => readFileSync(file).includes(form))) }
}

async function session(profile: string, end: 'quit' | 'kill') {
  const browser = await launchMortalChromium(profile, { isWhole: true })
  try {
    const page = await browser.context.newPage()
    const fleet = new FleetPage(page, app.url)
    await page.goto(`${app.url}/#/connect`)
    const field = page.getByLabel('AccessToken')
    expect([await field.getAttribute('type'), await field.getAttribute('autocomplete')]).toEqual(['password', 'off'])
    await fleet.connect(TOKEN)
    await fleet.add(cloud.cloud.devices().slice(0, 20).map(({ id }) => id).join('\n'))
    await untilAnswered(page)
    await page.evaluate((token) => localStorage.setItem('planted', token), PLANTED)
    await page.reload()
    await expect(fleet.polling).toHaveAttribute('data-polling', 'running')
    await (end === 'quit' ? browser.quit() : browser.kill())
  } finally {
    await browser.kill()
  }
}

for (const end of ['quit', 'kill'] as const) {
  test(`a session leaves no token on the disk, ended by ${end} (S1)`, async () => {
    const profile = makeProfile()
    try {
      await session(profile.path, end)
      const { files, found } = scan(profile.path, TOKEN)
      console.info(`S1: ended by ${end}: files ${files}, with the token ${found.length}`)
      expect(found).toEqual([])
      expect(files).toBeGreaterThan(20)
      // Chromium writes a page's storage with a delay, and by the end of a session that was closed.
      if (end === 'quit') {
        const planted = scan(profile.path, PLANTED).found.length
        console.info(`S1 control: a token that the page of the same session put into its storage: files ${files}, with it ${planted}`)
        expect(planted).toBeGreaterThan(0)
      }
    } finally {
      profile.remove()
    }
  })
}

test('a token refused in mid-sweep is gone at once, and the list stays (S3)', async ({ page }) => {
  const fleet = new FleetPage(page, app.url)
  await fleet.watch(TOKEN, cloud.cloud.devices().map(({ id }) => id), 10)
  await untilAnswered(page)
  const before = await fleet.statuses()
  const rows = await fleet.count('all')
  await page.getByRole('button', { name: '刷新', exact: true }).click()
  const asked = cloud.handler.calls
  await poll(() => cloud.handler.calls).toBeGreaterThan(asked + 3)
  cloud.handler.expireToken()
  const atRefusal = cloud.handler.calls
  const since = Date.now()
  await expect(fleet.polling).toHaveAttribute('data-polling', 'locked', { timeout: 5000 })
  const lockedMs = Date.now() - since
  const more = cloud.handler.calls - atRefusal
  await page.waitForTimeout(2500)
  const later = cloud.handler.calls - atRefusal - more
  console.info(`S3: locked within 1 s: ${lockedMs < 1000 ? 'yes' : 'no'}, calls after the refusal ${more}, later ${later}, devices lost ${rows - (await fleet.count('all'))}`)
  expect(more).toBeLessThanOrEqual(7)
  expect(later).toBe(0)
  expect(lockedMs).toBeLessThan(2500)
  expect(await fleet.statuses()).toEqual(before)
  await expect(page.locator('[data-notice="locked"]')).toContainText('InvalidAccessToken')

  const naive = cloud.handler.calls
  await page.evaluate(async () => {
    for (let attempt = 0; attempt < 20; attempt += 1) {
      await fetch('/api/exploreropen/tokenapi', { method: 'POST', body: JSON.stringify({ Action: 'AppGetUser', RequestId: String(attempt), AccessToken: 'canary-5e7a91c3d4b2-token' }) })
    }
  })
  const retried = cloud.handler.calls - naive
  console.info(`S3 control: a page that tries again: calls after the refusal ${retried}`)
  expect(retried).toBeGreaterThan(7)
})

/** At the most that an account may be asked; at full length that takes half a minute. */
const ERRORS = sized(150, 500)

/** A cloud that answers every call with an error, the token in it wherever a text goes. */
async function startEcho() {
  let errors = 0
  const server = createServer((incoming, outgoing) => {
    let text = ''
    incoming.on('data', (chunk: Buffer) => (text += chunk.toString()))
    incoming.on('end', () => {
      errors += 1
      const { RequestId, AccessToken, Action } = JSON.parse(text) as Record<string, string>
      const kinds = [
        JSON.stringify({ Response: { Error: { Code: 'InternalError', Message: `token ${AccessToken} of ${Action}` }, RequestId } }),
        JSON.stringify({ Response: { Error: { Code: `Odd.${AccessToken}`, Message: AccessToken }, RequestId } }),
        JSON.stringify({ code: -1, msg: AccessToken, data: { Error: { Code: 'FailedOperation', Message: text }, RequestId } }),
        JSON.stringify({ Response: { OriVersion: AccessToken, DstVersion: AccessToken, ErrMsg: `failed ${AccessToken}`, Percent: 0, Status: 5, RequestId } }),
        `<html>${text}</html>`,
        text.slice(0, -3),
      ]
      outgoing.writeHead(200, { 'content-type': 'application/json' }).end(kinds[errors % kinds.length])
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    errors: () => errors,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

async function exported(page: Page, choice: string): Promise<string> {
  await page.getByRole('button', { name: /^导出/u }).click()
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByText(choice).click()])
  return readFileSync(await download.path(), 'utf8')
}

/** Puts the token into every sink, as a careless page would. */
async function plant(token: string): Promise<void> {
  document.body.append(token)
  history.replaceState({ token }, '')
  localStorage.setItem('planted', token)
  sessionStorage.setItem('planted', token)
  await (await caches.open('planted')).put(`/planted?${token}`, new Response(''))
  await navigator.clipboard.writeText(token)
  console.log(token)
  const { port1, port2 } = new MessageChannel()
  await new Promise<void>((resolve) => {
    port1.onmessage = () => resolve()
    port2.postMessage(token)
  })
  await new Promise<void>((resolve) => {
    const opening = indexedDB.open('planted', 1)
    opening.onupgradeneeded = () => opening.result.createObjectStore('planted').put(token, 1)
    opening.onsuccess = () => {
      opening.result.close()
      resolve()
    }
  })
}

/** Everything that a script in the page could read, by sink. */
async function sinksOf(page: Page): Promise<Record<string, string>> {
  return page.evaluate(async () => {
    const databases: string[] = []
    for (const { name } of await indexedDB.databases()) {
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const opening = indexedDB.open(name ?? '')
        opening.onsuccess = () => resolve(opening.result)
        opening.onerror = () => reject(new Error('cannot open'))
      })
      for (const store of database.objectStoreNames) {
        databases.push(
          await new Promise((resolve) => {
            const reading = database.transaction(store).objectStore(store).getAll()
            reading.onsuccess = () => resolve(JSON.stringify(reading.result))
          }),
        )
      }
      database.close()
    }
    const kept: string[] = []
    for (const name of await caches.keys()) for (const { url } of await (await caches.open(name)).keys()) kept.push(url)
    return {
      document: [document.documentElement.outerHTML, ...[...document.querySelectorAll('input')].map((input) => input.value)].join('\n'),
      address: [location.href, JSON.stringify(history.state), document.cookie].join('\n'),
      localStorage: JSON.stringify({ ...localStorage }),
      sessionStorage: JSON.stringify({ ...sessionStorage }),
      indexedDB: databases.join('\n'),
      caches: kept.join('\n'),
      messages: ((globalThis as { heard?: string[] }).heard ?? []).join('\n'),
      clipboard: ((globalThis as { copied?: string[] }).copied ?? []).join('\n'),
    }
  })
}

test('a session of errors that echo the token shows it in no sink (S2)', async ({ page }) => {
  test.setTimeout(90_000)
  const said: string[] = []
  page.on('console', (message) => said.push(message.text()))
  page.on('pageerror', (error) => said.push(String(error)))
  await page.addInitScript(() => {
    const heard: string[] = []
    const copied: string[] = []
    Object.assign(globalThis, { heard, copied })
    const { set } = Object.getOwnPropertyDescriptor(MessagePort.prototype, 'onmessage') ?? {}
    Object.defineProperty(MessagePort.prototype, 'onmessage', {
      set(this: MessagePort, listen: (event: MessageEvent) => void) {
        set?.call(this, (event: MessageEvent) => {
          heard.push(JSON.stringify(event.data))
          listen(event)
        })
      },
    })
    navigator.clipboard.writeText = async (text) => void copied.push(text)
  })
  const hostile = await startEcho()
  const here = await startApp({ cloudOrigin: hostile.url })
  try {
    const fleet = new FleetPage(page, here.url)
    await fleet.watch(TOKEN, Array.from({ length: 400 }, (_none, index) => `ECHO/d${index}`))
    await poll(() => hostile.errors(), { timeout: 60_000 }).toBeGreaterThanOrEqual(ERRORS)
    const files = { CSV: await exported(page, 'CSV 表格'), list: await exported(page, '设备清单（.txt）') }
    await fleet.rows.first().locator('[data-column="device"]').click()
    await page.getByRole('button', { name: '复制工单信息' }).click()
    const sinks: Record<string, string> = { ...(await sinksOf(page)), ...files, console: said.join('\n') }
    const leaks = Object.entries(sinks).filter(([, text]) => text.includes(TOKEN)).map(([name]) => name)
    console.info(`S2: errors ${hostile.errors()}, sinks ${Object.keys(sinks).length}, with the token ${leaks.length}`)
    expect(sinks['messages']).toContain('ECHO/d1')
    expect(sinks['clipboard']).toContain('RequestId')
    expect(sinks['CSV']).toContain('ECHO')
    expect(leaks).toEqual([])

    await page.evaluate(plant, TOKEN)
    const found = Object.entries({ ...(await sinksOf(page)), console: said.join('\n') }).filter(([, text]) => text.includes(TOKEN)).map(([name]) => name)
    console.info(`S2 control: planted in 9 sinks, found in ${found.length}`)
    expect(found.toSorted()).toEqual(['address', 'caches', 'clipboard', 'console', 'document', 'indexedDB', 'localStorage', 'messages', 'sessionStorage'])
  } finally {
    await here.close()
    hostile.close()
  }
})
