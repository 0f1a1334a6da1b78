import { execFile } from 'node:child_process'
import { rmSync } from 'node:fs'
import { mkdtemp, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import vue from '@vitejs/plugin-vue'
import { build, preview } from 'vite'

const HERE = fileURLToPath(new URL('.', import.meta.url))
const SRC = fileURLToPath(new URL('../../../src', import.meta.url))

export interface Site {
  readonly url: string
  close(): Promise<void>
}

/** The peers are no dependency of the project: they are installed here, by the lock beside, whenever that is newer. */
export async function installPeers(): Promise<void> {
  const [lock, installed] = await Promise.all(['package-lock.json', 'node_modules/.package-lock.json'].map(changedAt))
  if (lock !== undefined && installed !== undefined && installed >= lock) return
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  await promisify(execFile)(npm, ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: HERE })
}

async function changedAt(file: string): Promise<number> {
  return stat(join(HERE, file)).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  )
}

/** Production bundles of the candidates, served on loopback until closed. */
export async function serveCandidates(names: readonly string[]): Promise<Site> {
  const outDir = await mkdtemp(join(tmpdir(), 'bench-table-'))
  const clear = () => rmSync(outDir, { recursive: true, force: true })
  process.once('exit', clear)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
  try {
    await build({
      root: HERE,
      configFile: false,
      logLevel: 'error',
      plugins: [vue()],
      resolve: { alias: { '@': SRC } },
      build: {
        outDir,
        emptyOutDir: true,
        target: 'es2022',
        modulePreload: { polyfill: false },
        chunkSizeWarningLimit: 4000,
        rolldownOptions: { input: Object.fromEntries(names.map((name) => [name, join(HERE, `${name}.html`)])) },
      },
    })
    const server = await preview({
      root: HERE,
      configFile: false,
      logLevel: 'error',
      appType: 'mpa',
      build: { outDir },
      preview: { host: '127.0.0.1', port: 0, strictPort: false },
    })
    const address = server.httpServer.address()
    if (address === null || typeof address === 'string') throw new Error('the bundles are not served on a port')
    return {
      url: `http://127.0.0.1:${address.port}`,
      async close() {
        await server.close()
        clear()
      },
    }
  } catch (error) {
    clear()
    throw error
  }
}
