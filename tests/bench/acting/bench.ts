/**
 * `npm run bench:acting`: how long what operators do beside watching takes, in real Chromium on the production build.
 * `-- --json` prints one JSON object; `-- --only import` takes some of the parts, with commas between; `-- --reps 3` takes medians.
 */
import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { build } from 'vite'
import { startSimulatorServer } from '../../../src/simulator/server'
import { launch } from '../table/chromium'
import { drawer } from './drawer'
import { importing } from './import'
import { insight } from './insight'
import type { Figure, Part, World } from './part'

const PARTS: readonly Part[] = [importing, drawer, insight]
const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false }, only: { type: 'string' }, reps: { type: 'string', default: '1' } } })
const names = values.only?.split(',') ?? PARTS.map(({ name }) => name)
const chosen = PARTS.filter(({ name }) => names.includes(name))
const reps = Number(values.reps)
if (chosen.length !== names.length || !(Number.isInteger(reps) && reps > 0)) {
  console.error(`--only takes any of ${PARTS.map(({ name }) => name).join(',')}, --reps a whole number`)
  process.exit(2)
}

const load = loadavg()[0] ?? NaN
const results = await measureAll(chosen)
if (values.json) console.log(JSON.stringify({ results, load }))
else for (const line of report(results, load)) console.log(line)
process.exit(0)

interface Result {
  readonly part: string
  readonly figures: readonly Figure[]
}

async function measureAll(parts: readonly Part[]): Promise<readonly Result[]> {
  const outDir = await mkdtemp(join(tmpdir(), 'bench-acting-'))
  const clear = () => rmSync(outDir, { recursive: true, force: true })
  process.once('exit', clear)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
  await build({ root: ROOT, logLevel: 'error', build: { outDir, emptyOutDir: true } })
  process.env['LOOKOUT_E2E_DIST'] = outDir
  // Only now: where the build lies is read once.
  const { startApp } = await import('../../e2e/support/app')
  const cloud = await startSimulatorServer({ scenario: 'rollout', devices: 200, seed: 1, latencyMs: { min: 1, max: 5 } })
  const app = await startApp({ cloudOrigin: cloud.url })
  const browser = await launch()
  try {
    return await measureParts(parts, { browser, appUrl: app.url })
  } finally {
    await browser.close()
    await app.close()
    await cloud.close()
  }
}

async function measureParts(parts: readonly Part[], world: World): Promise<readonly Result[]> {
  const results: Result[] = []
  for (const part of parts) {
    const runs: (readonly Figure[])[] = []
    for (let rep = 1; rep <= reps; rep += 1) {
      if (!values.json) console.error(`${part.name} ${rep}/${reps} …`)
      runs.push(await part.measure(world))
    }
    results.push({ part: part.name, figures: (runs[0] ?? []).map((figure, place) => ({ ...figure, value: median(runs.map((run) => run[place]?.value ?? NaN)) })) })
  }
  return results
}

function median(all: readonly number[]): number {
  return all.toSorted((a, b) => a - b)[all.length >> 1] ?? NaN
}

function report(all: readonly Result[], loadBefore: number): readonly string[] {
  return [
    `Medians of ${reps}; load ${loadBefore.toFixed(1)} before. A task is told of from 50 ms on.`,
    '| part | figure | measured | at most | |',
    '| --- | --- | ---: | ---: | --- |',
    ...all.flatMap(({ part, figures }) => figures.map((figure) => `| ${part} | ${cellsOf(figure).join(' | ')} |`)),
  ]
}

function cellsOf({ name, value, unit, atMost }: Figure): readonly string[] {
  const shown = (amount: number) => `${Math.round(amount).toLocaleString('en-US')} ${unit}`
  return [name, shown(value), atMost === null ? '' : shown(atMost), atMost === null ? '' : value <= atMost ? 'holds' : 'MISSED']
}
