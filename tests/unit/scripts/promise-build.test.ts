import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { bundleProblems, differences, filesIn, type Files } from '../../../scripts/lib/bundle-check.ts'
import { DIST, ensureBuilt } from '../../../scripts/lib/prepare.mjs'
import { lockProblems } from '../../../scripts/lib/lock-check.ts'

/** Lies in the environment of the other build, as it may where one is made. */
const CANARY = 'canary-token-8f1e2d3c4b5a69788796'
const SOURCES = ['src', 'public', 'scripts', 'index.html', 'vite.config.ts', 'tsconfig.json', 'package.json', 'package-lock.json']
const root = resolve('.')
const places: string[] = []
let one: Files
let other: Files

beforeAll(async () => {
  await ensureBuilt()
  one = new Map([...filesIn(DIST)].filter(([path]) => path !== '.build-stamp'))
  other = await build('another place, deeper', { TZ: 'America/St_Johns', LANG: 'C', LC_ALL: 'C' })
}, 180_000)

afterAll(() => {
  for (const place of places) rmSync(place, { recursive: true, force: true })
})

it('P5: two builds in different places are the same bit by bit, and hold no token, source map or eval', () => {
  const bytes = [...one.values()].reduce((sum, file) => sum + file.length, 0)
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'))
  const incomplete = lockProblems(lock, JSON.parse(readFileSync('package.json', 'utf8')))
  const problems = bundleProblems(other, [CANARY])
  expect(one.size).toBeGreaterThan(5)
  expect([...one.keys()]).toEqual(expect.arrayContaining(['index.html', 'build.json', 'licences.txt']))
  expect(differences(one, other)).toEqual([])
  expect(problems).toEqual([])
  expect(incomplete).toEqual([])
  console.info(
    `P5: files of two builds ${one.size}, bytes ${bytes.toLocaleString('en-US')}, differing ${differences(one, other).length}, tokens, source maps and evals ${problems.length}, packages locked ${Object.keys(lock.packages).length - 1}, incomplete ${incomplete.length}`,
  )
})

it('P5 control: a planted time, token, source map or eval is found', () => {
  const entry = [...one.keys()].find((path) => path.endsWith('.js')) ?? ''
  const plant = (text: string): Files => new Map([...one, [entry, Buffer.concat([one.get(entry) ?? Buffer.of(), Buffer.from(text)])]])
  const faults = [`;eval(x)`, `;new Function("x")`, `;globalThis.Function(x)`, `//# sourceMappingURL=x.js.map`, `;"${CANARY}"`, `;"${Buffer.from(CANARY).toString('base64')}"`]
  const caught = faults.filter((fault) => bundleProblems(plant(fault), [CANARY]).length > 0)
  expect(caught).toEqual(faults)
  expect(bundleProblems(new Map([['assets/x.js.map', Buffer.of()]]), [])).toEqual(['assets/x.js.map is a source map'])
  expect(differences(one, plant(`;"built 2026-01-01T00:00:00Z"`))).toEqual([entry])
  const without = new Map(one)
  without.delete(entry)
  expect(differences(one, without)).toEqual([entry])
  console.info(`P5 control: faults planted ${faults.length + 3}, found ${caught.length + 3}`)
})

async function build(name: string, env: Record<string, string>): Promise<Files> {
  const place = mkdtempSync(join(tmpdir(), 'lookout-build-'))
  places.push(place)
  const folder = join(place, name)
  for (const source of SOURCES) cpSync(join(root, source), join(folder, source), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction')
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
  const { NODE_ENV: _mode, VITEST: _vitest, ...inherited } = process.env
  await promisify(execFile)(process.execPath, [vite, 'build', '--outDir', 'out', '--logLevel', 'error'], {
    cwd: folder,
    env: { ...inherited, NODE_ENV: 'production', ACCESS_TOKEN: CANARY, VITE_ACCESS_TOKEN: CANARY, ...env },
  })
  return filesIn(join(folder, 'out'))
}
