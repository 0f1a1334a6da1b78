import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'

/** One page of a Chromium that nobody keeps awake. */
export interface PlainPage {
  /** Runs an expression in the page and returns its JSON-like value; a promise is awaited. */
  evaluate<T>(expression: string): Promise<T>
  /** Brings the page's tab to the front of its window: all others of the window are hidden. */
  bringToFront(): Promise<void>
}

export interface PlainChromium {
  open(url: string): Promise<PlainPage>
  close(): Promise<void>
}

type Fields = Record<string, unknown>
interface Waiting {
  resolve(result: Fields): void
  reject(error: Error): void
}

/**
 * A Chromium as people run it: its hidden tabs are hidden, and throttled. Playwright's count as visible for ever, for it
 * emulates focus and switches the throttling off; so this one is driven by its DevTools pipe alone.
 */
export async function launchPlainChromium(program: string): Promise<PlainChromium> {
  const profile = mkdtempSync(join(tmpdir(), 'lookout-chromium-'))
  const flags = [
    '--headless=new', '--remote-debugging-pipe', `--user-data-dir=${profile}`, '--no-sandbox', '--disable-gpu', '--no-first-run',
    '--no-default-browser-check', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--lang=zh-CN', '--window-size=1280,1600',
  ]
  const child = spawn(program, [...flags, 'about:blank'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] })
  const send = speakOver(child)

  async function open(url: string): Promise<PlainPage> {
    const { targetId } = await send('Target.createTarget', { url })
    const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true })
    return {
      async evaluate<T>(expression: string) {
        const parameters = { expression, awaitPromise: true, returnByValue: true, userGesture: true }
        const { result, exceptionDetails } = await evaluateWhenThere(() => send('Runtime.evaluate', parameters, String(sessionId)))
        if (exceptionDetails) throw new Error(JSON.stringify(exceptionDetails))
        return (result as { value: T }).value
      },
      bringToFront: async () => void (await send('Target.activateTarget', { targetId })),
    }
  }

  return {
    open,
    async close() {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      await send('Browser.close', {}).catch(() => child.kill())
      await ended
      rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
    },
  }
}

/** A page on its way to its address has nowhere to evaluate anything for a moment. */
async function evaluateWhenThere(evaluate: () => Promise<Fields>): Promise<Fields> {
  for (let left = 50; ; left -= 1) {
    try {
      return await evaluate()
    } catch (error) {
      if (left === 0 || !/execution context/u.test(String(error))) throw error
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}

/** The DevTools protocol over file descriptors 3 and 4: JSON, each message ended by a zero byte. */
function speakOver(child: ChildProcess) {
  const [, , , input, output] = child.stdio as [null, null, null, Writable, Readable]
  const waiting = new Map<number, Waiting>()
  let lastId = 0
  let unread = ''
  output.setEncoding('utf8')
  output.on('data', (text: string) => {
    const messages = (unread + text).split('\0')
    unread = messages.pop() ?? ''
    for (const message of messages) {
      const { id, result, error } = JSON.parse(message) as { id?: number; result?: Fields; error?: { message: string } }
      const call = waiting.get(id ?? 0)
      waiting.delete(id ?? 0)
      if (error) call?.reject(new Error(error.message))
      else call?.resolve(result ?? {})
    }
  })
  const end = () => {
    for (const call of waiting.values()) call.reject(new Error('the browser is gone'))
    waiting.clear()
  }
  child.on('exit', end)
  child.on('error', end)
  input.on('error', end)
  return (method: string, params: Fields, sessionId?: string): Promise<Fields> =>
    new Promise((resolve, reject) => {
      lastId += 1
      waiting.set(lastId, { resolve, reject })
      input.write(`${JSON.stringify({ id: lastId, method, params, ...(sessionId === undefined ? {} : { sessionId }) })}\0`)
    })
}
