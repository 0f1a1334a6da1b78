import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type BrowserContext } from '@playwright/test'
import { UNTUNED } from './chromium-flags'
import { isSoak } from './soak'

export interface MortalChromium {
  readonly pid: number
  readonly context: BrowserContext
  /** As `kill -9` of the browser and of every process of it. Resolves when they are gone. */
  kill(): Promise<void>
  /** As an operator closes it: what is due is written. Resolves when it is gone. */
  quit(): Promise<void>
}

export function makeProfile(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'lookout-mortal-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }) }
}

export interface MortalOptions {
  /** A command that ends in running the rest of the line. */
  readonly before?: readonly string[]
  /** All that Chromium writes, where its profile is looked at; else its headless shell stores the same in half the time. */
  readonly isWhole?: boolean
}

/** A Chromium in a process group of its own over a profile that outlives it. */
export async function launchMortalChromium(profile: string, { before = [], isWhole = isSoak }: MortalOptions = {}): Promise<MortalChromium> {
  const flags = [
    '--headless=new', '--remote-debugging-port=0', `--user-data-dir=${profile}`, '--no-sandbox', '--disable-gpu', '--no-first-run',
    '--no-default-browser-check', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--lang=zh-CN', '--accept-lang=zh-CN', '--window-size=1280,900', ...UNTUNED,
  ]
  const program = (isWhole ? undefined : process.env['LOOKOUT_HEADLESS_SHELL']) ?? process.env['LOOKOUT_CHROMIUM'] ?? chromium.executablePath()
  const [command = program, ...words] = [...before, program, ...flags, 'about:blank']
  const child = spawn(command, words, { detached: true, stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const address = await new Promise<string>((resolve, reject) => {
    let said = ''
    child.stderr.setEncoding('utf8')
    child.stderr.on('data', (text: string) => {
      said += text
      const found = /ws:\/\/\S+/u.exec(said)
      if (found) resolve(found[0])
    })
    child.once('exit', () => reject(new Error(`Chromium did not start: ${said}`)))
  })
  const browser = await chromium.connectOverCDP(address)
  const [context] = browser.contexts()
  if (!context) throw new Error('Chromium without a context')
  return {
    pid: child.pid ?? 0,
    context,
    async quit() {
      const session = await browser.newBrowserCDPSession()
      await session.send('Browser.close').catch(() => undefined)
      await ended
    },
    async kill() {
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL')
      await ended
      await browser.close().catch(() => undefined)
    },
  }
}
