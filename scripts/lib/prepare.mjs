/** What must stand before anything runs: packages as locked, and `dist` built from the present sources. No dependency. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Problem } from './environment.mjs'
import { withLock } from './lock.mjs'
import { head, run, seconds, tail } from './run.mjs'

export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/[/\\]$/u, '')
export const DIST = join(ROOT, 'dist')

const CACHE = join(ROOT, '.cache')
const LOCK = join(CACHE, 'prepare.lock')
const INSTALL_STAMP = join(ROOT, 'node_modules', '.lookout-stamp')
const BUILD_STAMP = '.build-stamp'
const SOURCES = ['src', 'public', 'scripts/lib', 'index.html', 'vite.config.ts', 'tsconfig.json', 'package.json', 'package-lock.json']

const onWait = () => console.log('等待另一个进程完成安装或构建 · waiting for another process to finish installing or building…')

/** Installs when `node_modules` is not what package-lock.json says. */
export async function ensureInstalled() {
  if (isInstalled()) return
  await withLock(LOCK, async () => {
    if (isInstalled()) return
    const { code, output, ms } = await npm(
      ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--include=dev', '--include=optional'],
      '正在安装依赖 · installing packages',
    )
    if (code !== 0) {
      console.error(head(output))
      throw new Problem(
        '依赖安装失败 · npm could not install the packages (its words are above): check the network and the npm registry setting, then run this again.',
      )
    }
    writeFileSync(INSTALL_STAMP, installStamp())
    console.log(`依赖已安装 · packages installed in ${seconds(ms)}`)
  }, onWait)
}

/** Builds `dist` when the sources differ from those it was built from. Returns whether it had to. */
export async function ensureBuilt() {
  if (isBuilt()) return false
  return await withLock(LOCK, async () => {
    if (isBuilt()) return false
    await build()
    return true
  }, onWait)
}

async function build() {
  const stamp = sourceStamp()
  const fresh = join(CACHE, `build-${process.pid}`)
  sweepCache()
  const vite = join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js')
  const { code, output, ms } = await run(
    process.execPath,
    [vite, 'build', '--outDir', fresh, '--emptyOutDir', '--logLevel', 'warn'],
    { cwd: ROOT, env: { ...process.env, NODE_ENV: 'production' }, label: '正在构建 · building' },
  )
  if (code !== 0 || !existsSync(join(fresh, 'index.html'))) {
    rmSync(fresh, { recursive: true, force: true })
    throw new Problem(`${tail(output)}\n构建失败 · the build failed (vite's words are above).`)
  }
  writeFileSync(join(fresh, BUILD_STAMP), stamp)
  swapIn(fresh)
  console.log(`构建完成 · built in ${seconds(ms)}`)
}

/** Two renames: a server on `dist` meets whole builds only, and a build cut short leaves the old one. */
function swapIn(fresh) {
  const old = join(CACHE, `old-${process.pid}`)
  if (existsSync(DIST)) renameSync(DIST, old)
  renameSync(fresh, DIST)
  rmSync(old, { recursive: true, force: true })
}

/** Left-overs of processes that were killed; only the holder of the lock comes here. */
function sweepCache() {
  mkdirSync(CACHE, { recursive: true })
  for (const name of readdirSync(CACHE)) {
    if (/^(?:build|old)-\d+$/u.test(name)) rmSync(join(CACHE, name), { recursive: true, force: true })
  }
}

function isBuilt() {
  return existsSync(join(DIST, 'index.html')) && read(join(DIST, BUILD_STAMP)) === sourceStamp()
}

function sourceStamp() {
  const hash = createHash('sha256')
  for (const file of SOURCES.flatMap((name) => filesOf(join(ROOT, name))).toSorted()) {
    const bytes = readFileSync(file)
    hash.update(`${relative(ROOT, file).split(sep).join('/')}\0${bytes.length}\0`).update(bytes)
  }
  return hash.digest('hex')
}

function filesOf(path) {
  if (!existsSync(path)) return []
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path).flatMap((name) => filesOf(join(path, name)))
}

/** True also after a plain `npm install` of the same lock file, so a developer never waits for a second one. */
function isInstalled() {
  const wanted = read(join(ROOT, 'package-lock.json'))
  const present = read(join(ROOT, 'node_modules', '.package-lock.json'))
  if (wanted === null) throw new Problem('缺少 package-lock.json · package-lock.json is missing: restore it with `git checkout package-lock.json`.')
  if (present === null) return false
  const stamp = read(INSTALL_STAMP)
  if (stamp !== null && stamp !== installStamp()) return false
  if (!holdsAll(JSON.parse(wanted).packages, JSON.parse(present).packages)) return false
  if (stamp === null) writeFileSync(INSTALL_STAMP, installStamp())
  return true
}

/** Optional packages are those of other platforms; the stamp notices a folder carried over from one. */
function holdsAll(wanted, present) {
  return Object.entries(wanted).every(
    ([path, { version, optional }]) => path === '' || present[path]?.version === version || (optional && !present[path]),
  )
}

function installStamp() {
  const lock = readFileSync(join(ROOT, 'package-lock.json'))
  return `${createHash('sha256').update(lock).digest('hex')} ${process.platform}-${process.arch}`
}

function read(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

/** The npm that started us if any, else the one beside this Node or on the PATH. */
export function npm(args, label) {
  const started = process.env.npm_execpath ?? ''
  const beside = join(dirname(process.execPath), 'node_modules', 'npm', 'bin', 'npm-cli.js')
  const script = [started, beside].find((path) => path.endsWith('npm-cli.js') && existsSync(path))
  const options = { cwd: ROOT, label }
  return script === undefined
    ? run('npm', args, { ...options, shell: process.platform === 'win32' })
    : run(process.execPath, [script, ...args], options)
}
