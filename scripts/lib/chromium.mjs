import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { Problem } from './environment.mjs'
import { ROOT } from './prepare.mjs'
import { run, tail } from './run.mjs'

const NAMED = ['CHROMIUM_PATH', 'CHROME_PATH']
const SHELL_NAME = 'chromium-headless-shell'
const SYSTEM_NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const MAC_CHROME = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'

/**
 * The browsers of the tests: `full` as people run it, and `shell`, the same without windows, which does the same work in
 * less time; the full one where there is no shell or where the person named a browser.
 */
export async function ensureBrowsers() {
  const full = await ensureChromium()
  if (NAMED.some((name) => process.env[name])) return { full, shell: full }
  const shell = (await findIn([SHELL_NAME])) ?? (isDebianRoot() ? await installShell() : null)
  return { full, shell: shell ?? full }
}

async function installShell() {
  await apt([SHELL_NAME], '正在安装 Chromium 的无窗口版本 · installing the headless shell of Chromium with apt-get')
  return await findIn([SHELL_NAME])
}

/** The path of a Chromium that runs; installs one when there is none. Throws a `Problem` that says what to do. */
export async function ensureChromium() {
  const found = await findChromium()
  if (found !== null) {
    await addChineseFont()
    return found
  }
  const attempts = isDebianRoot() ? [installFromDebian, installFromPlaywright] : [installFromPlaywright]
  let lastWords = ''
  for (const install of attempts) {
    const { code, output } = await install()
    const installed = code === 0 ? await findChromium() : null
    if (installed !== null) return installed
    lastWords = output
  }
  console.error(tail(lastWords, 15))
  throw new Problem(
    '没有可用的 Chromium · no Chromium found and none could be installed (see above): install Chromium or Chrome and set CHROMIUM_PATH to its program, then run this again.',
  )
}

/** Named by the person, then Playwright's own, then the system's; each must answer `--version`. */
async function findChromium() {
  const named = NAMED.map((name) => [name, process.env[name]]).filter(([, path]) => path)
  for (const [name, path] of named) {
    if (await runs(path)) return path
    console.log(`${name}=${path} 无法运行，改用其他浏览器 · does not run; looking for another browser`)
  }
  const { chromium } = await import('@playwright/test')
  const own = chromium.executablePath()
  if (await runs(own)) return own
  return (await findIn(SYSTEM_NAMES)) ?? ((await runs(MAC_CHROME)) ? MAC_CHROME : null)
}

async function findIn(names) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/usr/local/bin', '/snap/bin'].filter(Boolean)
  for (const path of new Set(names.flatMap((name) => folders.map((folder) => join(folder, name))))) {
    if (await runs(path)) return path
  }
  return null
}

/** Exists is not enough: Ubuntu's chromium-browser may be a stub that only asks for a snap. */
async function runs(path) {
  if (!existsSync(path)) return false
  // Chrome for Windows opens a window instead of telling its version.
  if (process.platform === 'win32') return true
  return (await run(path, ['--version', '--no-sandbox'])).code === 0
}

function isDebianRoot() {
  return existsSync('/etc/debian_version') && existsSync('/usr/bin/apt-get') && process.getuid?.() === 0
}

function installFromDebian() {
  return apt(['chromium', SHELL_NAME, 'fonts-noto-cjk'], '正在安装 Chromium · installing Chromium and a Chinese font with apt-get')
}

function installFromPlaywright() {
  const cli = join(ROOT, 'node_modules', 'playwright', 'cli.js')
  const label = '正在下载 Chromium · downloading Chromium with Playwright'
  return run(process.execPath, [cli, 'install', 'chromium'], { cwd: ROOT, label })
}

async function apt(packages, label) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const updated = await run('apt-get', ['update'], { env })
  const installed = await run('apt-get', ['install', '-y', '--no-install-recommends', ...packages], { env, label })
  return { ...installed, output: `${updated.code === 0 ? '' : updated.output}${installed.output}` }
}

/** Only for the pictures: without one, Chinese text is drawn as boxes. Its failure is nobody's failure. */
async function addChineseFont() {
  if (!isDebianRoot()) return
  const { code, output } = await run('fc-list', [':lang=zh'])
  if (code === 0 && output.trim() === '') await apt(['fonts-noto-cjk'], '正在安装中文字体 · installing a Chinese font')
}
