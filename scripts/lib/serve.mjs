import { connect } from 'node:net'
import { join } from 'node:path'
import { Problem } from './environment.mjs'
import { ROOT } from './prepare.mjs'

/** Serves `dist` with the project's own Vite settings. Port 0 takes a free one. Resolves to `{ url, close }`. */
export async function serve({ port, host }) {
  const { preview } = await import('vite')
  try {
    const server = await preview({
      root: ROOT,
      configFile: join(ROOT, 'vite.config.ts'),
      logLevel: 'error',
      preview: { port, host, strictPort: true },
    })
    return { url: addressOf(host, server.httpServer.address().port), close: () => server.close() }
  } catch (error) {
    throw asProblem(error, host, port)
  }
}

/** Some other program answers there already? Asked before a long install. Both families: browsers try `::1` first. */
export async function refuseTakenPort({ port, host }) {
  const hosts = host === '127.0.0.1' ? ['127.0.0.1', '::1'] : []
  const taken = await Promise.all(hosts.map((name) => answers(name, port)))
  if (taken.includes(true)) throw portTaken(port)
}

function answers(host, port) {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 1_000 })
    const settle = (taken) => {
      socket.destroy()
      resolve(taken)
    }
    socket.on('connect', () => settle(true)).on('error', () => settle(false)).on('timeout', () => settle(false))
  })
}

function asProblem(error, host, port) {
  if (error.code === 'EADDRINUSE' || /already in use/u.test(error.message)) return portTaken(port)
  if (error.code === 'EACCES') {
    return new Problem(`端口 ${port} 需要管理员权限 · port ${port} needs more rights: choose another one above 1023, e.g. PORT=4200 npm start`)
  }
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') {
    return new Problem(`HOST=${host} 不是本机地址 · is not an address of this machine: leave HOST out, or use 0.0.0.0 for all`, 2)
  }
  return error
}

function portTaken(port) {
  return new Problem(
    `端口 ${port} 已被占用 · port ${port} on this machine is in use: stop the other program or choose another port, e.g. PORT=${port === 4200 ? 4300 : 4200} npm start`,
  )
}

function addressOf(host, port) {
  const name = ['127.0.0.1', '0.0.0.0', '::', '::1', 'localhost'].includes(host) ? 'localhost' : host
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`
}
