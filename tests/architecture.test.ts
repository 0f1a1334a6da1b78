import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

/**
 * The house (shared design, architecture): imports run only down this list. `types` of a room may be imported
 * where its code may not: `import type` leaves nothing in the bundle. A room may always import itself.
 */
const HOUSE = {
  main: { code: ['views', 'components', 'composables', 'stores', 'intake', 'i18n', 'engine', 'simulator', 'storage', 'polling', 'cloud', 'domain'] },
  views: { code: ['components', 'composables', 'stores', 'i18n', 'domain'], types: ['intake', 'engine', 'cloud'] },
  components: { code: ['composables', 'i18n', 'domain'], types: ['intake', 'engine', 'cloud'] },
  composables: { code: ['stores', 'intake', 'i18n', 'domain'], types: ['engine', 'cloud'] },
  stores: { code: ['i18n', 'engine', 'domain'], types: ['polling', 'cloud'] },
  intake: { code: ['domain'] },
  i18n: { code: ['domain'], types: ['cloud'] },
  engine: { code: ['simulator', 'storage', 'polling', 'cloud', 'domain'] },
  simulator: { code: ['polling', 'cloud', 'domain'] },
  storage: { code: ['domain'], types: ['cloud'] },
  polling: { code: [] },
  cloud: { code: ['domain'] },
  domain: { code: [] },
} satisfies Record<string, { code: string[]; types?: string[] }>

type Room = keyof typeof HOUSE

const PAGE = ['vue', '@vueuse/core']

/** Packages that a room may import; types count too. `node:` is for the simulator's command line only. */
const PACKAGES: Record<Room, string[]> = {
  main: [...PAGE, 'pinia', 'naive-ui', 'vue-router'],
  views: [...PAGE, 'pinia', 'naive-ui', 'vue-router'],
  components: [...PAGE, 'naive-ui', 'echarts'],
  composables: [...PAGE, 'pinia', 'naive-ui', 'vue-router', 'echarts'],
  stores: [...PAGE, 'pinia', 'pinyin-match'],
  intake: [],
  i18n: ['vue'],
  engine: ['valibot'],
  simulator: [],
  storage: ['idb', 'valibot'],
  polling: [],
  cloud: ['ofetch', 'valibot'],
  domain: [],
}

/** The simulator over HTTP: `serve` runs in Node and keeps real time, what it uses for HTTP may only know Node. */
const COMMAND_LINE = /^simulator\/serve[^/]*\.ts$/u
const OVER_HTTP = /^simulator\/(?:serve|http-)[^/]*\.ts$/u
const TIMERS = ['setTimeout', 'setInterval', 'requestAnimationFrame']
const CHANCE_AND_CLOCK = ['Math.random', 'Date.now', 'performance.now', 'crypto.getRandomValues', 'crypto.randomUUID']

/** Calls that a room must leave to the room that owns the thing. */
const FORBIDDEN_CALLS: Partial<Record<Room, string[]>> = {
  components: ['fetch', 'setTimeout', 'setInterval'],
  simulator: [...TIMERS, ...CHANCE_AND_CLOCK, 'fetch'],
  domain: [...TIMERS, ...CHANCE_AND_CLOCK, 'fetch'],
}

const SRC = fileURLToPath(new URL('../src', import.meta.url))

describe('the rooms of src/', () => {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .map((file) => file.split(sep).join('/'))
    .filter((file) => /\.(?:ts|vue)$/u.test(file))

  it('import only downwards, and only the packages that are theirs', () => {
    expect(files.length).toBeGreaterThan(10)
    expect(files.flatMap((file) => violations(file, readFileSync(join(SRC, file), 'utf8')))).toEqual([])
  })

  it('stand in the table, each of them, and no other', () => {
    const folders = new Set(files.filter((file) => file.includes('/')).map((file) => file.split('/')[0] ?? ''))
    expect([...folders].filter((name) => name === 'main' || !(name in HOUSE))).toEqual([])
  })

  it('are listed from top to bottom: no row of the table looks up', () => {
    const order = Object.keys(HOUSE)
    const upward = Object.entries<{ code: string[]; types?: string[] }>(HOUSE).flatMap(([room, { code, types = [] }]) =>
      [...code, ...types].filter((target) => order.indexOf(target) <= order.indexOf(room)),
    )
    expect(upward).toEqual([])
  })
})

describe('a planted violation is reported', () => {
  it.each<[what: string, file: string, source: string, words: RegExp]>([
    ['domain imports vue', 'domain/device.ts', `import { ref } from 'vue'`, /domain may not import the package vue/u],
    ['domain imports a type of a package', 'domain/device.ts', `import type { Ref } from 'vue'`, /the package vue/u],
    ['domain imports a neighbour', 'domain/device.ts', `import { x } from '../cloud/errors'`, /domain may not import cloud/u],
    ['domain reads the time', 'domain/device.ts', `const now = Date.now()`, /domain may not call Date\.now/u],
    ['simulator rolls dice', 'simulator/fleet.ts', `const x = Math.random()`, /may not call Math\.random/u],
    ['simulator opens a server', 'simulator/fleet.ts', `import http from 'node:http'`, /the package node:http/u],
    ['components import a store', 'components/Row.vue', vue(`import { useFleet } from '@/stores/fleet'`), /components may not import stores/u],
    ['components import a store’s type', 'components/Row.vue', vue(`import type { X } from '@/stores/fleet'`), /may not import stores/u],
    ['components import cloud code', 'components/Row.vue', vue(`import { x } from '@/cloud/errors'`), /may import only types of cloud/u],
    ['a second script block counts', 'components/Row.vue', `<script>export * from '../engine/engine'</script>${vue('')}`, /only types of engine/u],
    ['components fetch', 'components/Row.vue', vue(`const r = await fetch('/x')`), /may not call fetch/u],
    ['components fetch by a detour', 'components/Row.vue', vue(`globalThis.fetch('/x')`), /may not call fetch/u],
    ['components keep a timer', 'components/Row.vue', vue(`window.setInterval(() => 1, 5)`), /may not call setInterval/u],
    ['components import ofetch', 'components/Row.vue', vue(`import { ofetch } from 'ofetch'`), /the package ofetch/u],
    ['stores import naive-ui', 'stores/fleet.ts', `import { NButton } from 'naive-ui'`, /the package naive-ui/u],
    ['stores import cloud code', 'stores/fleet.ts', `import { CloudError } from '../cloud/errors'`, /only types of cloud/u],
    ['inline `type` leaves an import behind', 'stores/fleet.ts', `import { type Action } from '../cloud/actions'`, /only types of cloud/u],
    ['views start the intake’s worker', 'views/Fleet.vue', vue(`import url from '@/intake/worker?worker&url'`), /only types of intake/u],
    ['intake imports the engine', 'intake/worker.ts', `import type { X } from '../engine/protocol'`, /intake may not import engine/u],
    ['polling imports cloud', 'polling/loop.ts', `import { x } from '../cloud/errors'`, /polling may not import cloud/u],
    ['polling re-exports cloud', 'polling/loop.ts', `export { x } from '@/cloud/errors'`, /polling may not import cloud/u],
    ['polling loads cloud late', 'polling/loop.ts', `const x = await import('../cloud/errors')`, /polling may not import cloud/u],
    ['polling names a type of cloud in place', 'polling/loop.ts', `let x: import('../cloud/errors').CloudError`, /import cloud/u],
    ['cloud imports code of polling', 'cloud/client.ts', `import { systemClock } from '../polling/clock'`, /cloud may not import polling/u],
    ['cloud imports a type of the loop', 'cloud/client.ts', `import type { Loop } from '../polling/loop'`, /may not import polling/u],
    ['storage imports code of cloud', 'storage/lists.ts', `import { x } from '../cloud/errors'`, /only types of cloud/u],
    ['engine imports idb', 'engine/engine.ts', `import { openDB } from 'idb'`, /the package idb/u],
    ['engine imports a sub-path', 'engine/engine.ts', `import { x } from 'ofetch/node'`, /the package ofetch/u],
    ['engine imports a store', 'engine/engine.ts', `import '../stores/fleet'`, /engine may not import stores/u],
    ['i18n imports the engine', 'i18n/zh-cn.ts', `import type { X } from '../engine/protocol'`, /i18n may not import engine/u],
    ['views start the worker', 'views/Fleet.vue', vue(`new Worker(new URL('../engine/worker.ts', import.meta.url))`), /only types of engine/u],
    ['views ask for the worker’s address', 'views/Fleet.vue', vue(`import url from '@/engine/worker?sharedworker&url'`), /only types of engine/u],
    ['a room imports the root', 'views/Fleet.vue', vue(`import { theme } from '../theme'`), /views may not import main/u],
    ['an import leaves src', 'engine/engine.ts', `import { x } from '../../tests/support/fake-clock'`, /outside src/u],
    ['an import whose target is computed', 'engine/engine.ts', 'const x = await import(`../${name}`)', /import whose target cannot be read/u],
  ])('%s', (_what, file, source, words) => {
    expect(violations(file, source).join('\n')).toMatch(words)
  })
})

describe('what the table allows is not reported', () => {
  it.each([
    ['views/Fleet.vue', vue(`import { useFleet } from '@/stores/fleet'\nimport type { Command } from '@/engine/protocol'\nimport { NButton } from 'naive-ui'`)],
    ['components/Row.vue', vue(`import Bar from './Bar.vue'\nimport type { CloudError } from '../cloud/errors'\ndefineEmits<{ fetch: [] }>()`)],
    ['cloud/client.ts', `import type { Upgrade } from '../domain/upgrade'\nimport { createFetch } from 'ofetch'`],
    ['engine/connect.ts', `import url from './worker?sharedworker&url'\nnew Worker(new URL('./worker.ts', import.meta.url))`],
    ['simulator/serve.ts', `import { createServer } from 'node:http'\nsetInterval(() => Date.now(), 9)`],
    ['domain/device.ts', `// import { ref } from 'vue'\nconst text = "import('vue')"\nexport * from './upgrade'`],
    ['router.ts', `const view = () => import('./views/Fleet.vue')\nimport { theme } from './theme'`],
  ])('%s', (file, source) => {
    expect(violations(file, source)).toEqual([])
  })
})

interface Found {
  imports: { target: string; typeOnly: boolean }[]
  calls: string[]
}

/** Every breach in one file of `src/`, as sentences; `file` is its path below `src/`. */
function violations(file: string, source: string): string[] {
  const room = roomOf(file)
  if (room === null) return [`${file}: is in no room of the table`]
  const { imports, calls } = scan(scriptOf(file, source))
  const forbidden = COMMAND_LINE.test(file) ? [] : (FORBIDDEN_CALLS[room] ?? [])
  return [
    ...imports.flatMap(({ target, typeOnly }) => importProblem(file, room, target, typeOnly) ?? []),
    ...calls.filter((call) => forbidden.includes(call)).map((call) => `${room} may not call ${call}`),
  ].map((problem) => `${file}: ${problem}`)
}

function importProblem(file: string, room: Room, target: string, typeOnly: boolean): string | null {
  if (target === '') return 'an import whose target cannot be read'
  if (!/^(?:\.|@\/)/u.test(target)) return packageProblem(file, room, target)
  const path = target.replace(/\?.*$/u, '')
  const inside = path.startsWith('@/') ? path.slice(2) : posix.normalize(posix.join(dirname(file), path))
  if (inside.startsWith('..')) return `${target} is outside src`
  const goal = roomOf(inside)
  if (goal === null) return `${target} is in no room of the table`
  const { code, types = [] }: { code: string[]; types?: string[] } = HOUSE[room]
  if (goal === room || code.includes(goal)) return null
  const typesAllowed = types.includes(goal)
  if (!typesAllowed) return `${room} may not import ${goal} (${target})`
  return typeOnly ? null : `${room} may import only types of ${goal}, with \`import type\` (${target})`
}

function packageProblem(file: string, room: Room, target: string): string | null {
  if (target.startsWith('node:') && OVER_HTTP.test(file)) return null
  const name = target.split('/').slice(0, target.startsWith('@') ? 2 : 1).join('/')
  return PACKAGES[room].includes(name) ? null : `${room} may not import the package ${name}`
}

/** Files that lie in `src/` itself (main.ts, App.vue, router.ts, …) are the composition root. */
function roomOf(path: string): Room | null {
  const room = path.includes('/') ? (path.split('/')[0] ?? '') : 'main'
  return Object.hasOwn(HOUSE, room) ? (room as Room) : null
}

function scriptOf(file: string, source: string): string {
  if (!file.endsWith('.vue')) return source
  return [...source.matchAll(/<script\b[^>]*>(.*?)<\/script>/gsu)].map(([, script = '']) => script).join('\n')
}

function scan(source: string): Found {
  const found: Found = { imports: [], calls: [] }
  const visit = (node: ts.Node) => {
    note(node, found)
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile('file.ts', source, ts.ScriptTarget.Latest))
  return found
}

function note(node: ts.Node, { imports, calls }: Found) {
  if (ts.isImportDeclaration(node)) {
    imports.push({ target: textOf(node.moduleSpecifier), typeOnly: node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword })
  } else if (ts.isExportDeclaration(node) && node.moduleSpecifier) {
    imports.push({ target: textOf(node.moduleSpecifier), typeOnly: node.isTypeOnly })
  } else if (ts.isImportTypeNode(node)) {
    imports.push({ target: ts.isLiteralTypeNode(node.argument) ? textOf(node.argument.literal) : '', typeOnly: true })
  } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    imports.push({ target: textOf(node.arguments[0]), typeOnly: false })
  } else if (ts.isNewExpression(node) && isNamed(node.expression, 'URL') && node.arguments?.length === 2) {
    // `new URL('./worker.ts', import.meta.url)`: Vite bundles that file.
    const target = textOf(node.arguments[0])
    if (target.startsWith('.')) imports.push({ target, typeOnly: false })
  } else if (ts.isCallExpression(node)) calls.push(calleeOf(node.expression))
}

function calleeOf(callee: ts.Expression): string {
  if (ts.isIdentifier(callee)) return callee.text
  if (!ts.isPropertyAccessExpression(callee) || !ts.isIdentifier(callee.expression)) return ''
  const owner = callee.expression.text
  return ['window', 'globalThis', 'self'].includes(owner) ? callee.name.text : `${owner}.${callee.name.text}`
}

function textOf(node: ts.Node | undefined): string {
  return node && ts.isStringLiteralLike(node) ? node.text : ''
}

function isNamed(node: ts.Expression, name: string): boolean {
  return ts.isIdentifier(node) && node.text === name
}

function vue(script: string): string {
  return `<script setup lang="ts">\n${script}\n</script>\n<template><p>import x from 'ofetch'</p></template>`
}
