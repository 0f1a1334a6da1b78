import { spawn } from 'node:child_process'
import { stripVTControlCharacters } from 'node:util'

const children = new Set()

/** Ends what is still running for us; for the signal handlers. */
export function killChildren() {
  for (const child of children) child.kill('SIGTERM')
}

/**
 * Runs a program with its output kept back. Resolves always: `{ code, output, ms }`, code 127 when it could not start.
 * `label` is told at the start, then every `tellEveryMs` while it lasts.
 */
export function run(command, args, { cwd, env = process.env, label, tellEveryMs = 5_000, shell = false } = {}) {
  return new Promise((resolve) => {
    const startedAt = Date.now()
    const chunks = []
    const progress = label === undefined ? { end() {} } : showProgress(label, startedAt, tellEveryMs)
    const child = spawn(command, args, { cwd, env, shell, stdio: ['ignore', 'pipe', 'pipe'] })
    children.add(child)
    const finish = (code, note = '') => {
      if (!children.delete(child)) return
      const ms = Date.now() - startedAt
      progress.end()
      resolve({ code, output: `${stripVTControlCharacters(Buffer.concat(chunks).toString('utf8'))}${note}`, ms })
    }
    child.stdout.on('data', (chunk) => chunks.push(chunk))
    child.stderr.on('data', (chunk) => chunks.push(chunk))
    child.on('error', (error) => finish(127, error.message))
    child.on('close', (code, signal) => finish(code ?? 1, signal ? `\n(ended by ${signal})` : ''))
  })
}

function showProgress(label, startedAt, tellEveryMs) {
  console.log(`${label}…`)
  const timer = setInterval(() => console.log(`${label}… ${seconds(Date.now() - startedAt)}`), tellEveryMs)
  return { end: () => clearInterval(timer) }
}

export function seconds(ms) {
  return ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`
}

/** The last lines of a long output. */
export function tail(text, lines = 40) {
  return text.trimEnd().split('\n').slice(-lines).join('\n')
}

/** The first lines of an output that starts with what is wrong and goes on with its manual, as npm's does. */
export function head(text, lines = 20) {
  return text.trim().split('\n').slice(0, lines).join('\n')
}
