import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { run, tail } from './run.mjs'

const POLICY = '/usr/sbin/policy-rc.d'
const MODULE_FOLDERS = ['/usr/lib/nginx/modules', '/usr/lib64/nginx/modules', '/etc/nginx/modules', '/usr/share/nginx/modules']

/** nginx and its modules on this machine, `{ program, script, brotli }`; `null` without nginx, its njs module or openssl. */
export async function findNginx() {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'].filter(Boolean)
  const program = folders.map((folder) => join(folder, 'nginx')).find((path) => existsSync(path))
  if (program === undefined || (await run('openssl', ['version'])).code !== 0) return null
  const { code, output } = await run(program, ['-V'])
  if (code !== 0) return null
  const own = /--modules-path=(\S+)/u.exec(output)?.[1]
  const moduleOf = (name) => [own, ...MODULE_FOLDERS].filter(Boolean).map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? null
  const script = moduleOf('ngx_http_js_module.so')
  return script === null ? null : { program, script, brotli: moduleOf('ngx_http_brotli_static_module.so') }
}

/** As `findNginx`; installs it first on a Debian where it may. Tells in one line when the tests must go without. */
export async function ensureNginx() {
  const found = (await findNginx()) ?? (await installed())
  if (found === null) console.log('没有 nginx，相关测试跳过 · no nginx with njs, so its tests are skipped: install nginx, libnginx-mod-http-js and openssl to run them')
  return found
}

async function installed() {
  if (!existsSync('/etc/debian_version') || !existsSync('/usr/bin/apt-get') || process.getuid?.() !== 0) return null
  const { code, output } = await withoutService(install)
  if (code !== 0) console.error(tail(output, 8))
  return code === 0 ? await findNginx() : null
}

async function install() {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  await run('apt-get', ['update'], { env })
  const packages = ['nginx', 'libnginx-mod-http-js', 'openssl', 'ca-certificates']
  const label = '正在安装 nginx · installing nginx with apt-get, for its tests'
  const result = await run('apt-get', ['install', '-y', '--no-install-recommends', ...packages], { env, label })
  // Older releases lack it: the site then serves gzip alone.
  if (result.code === 0) await run('apt-get', ['install', '-y', '--no-install-recommends', 'libnginx-mod-http-brotli-static'], { env })
  return result
}

/** A test run must not leave a web server behind, neither now nor at the next start of the machine. */
async function withoutService(work) {
  const guards = existsSync(dirname(POLICY)) && !existsSync(POLICY)
  if (guards) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  try {
    return await work()
  } finally {
    if (guards) rmSync(POLICY, { force: true })
    if (existsSync('/run/systemd/system')) await run('systemctl', ['disable', 'nginx'])
  }
}
