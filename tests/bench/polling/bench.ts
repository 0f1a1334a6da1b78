/**
 * `npm run bench:polling`: how soon each policy shows what changes in the cloud, in simulated time.
 * `-- --json` prints one JSON object instead of tables; `-- --fleets 1200,10000` measures these sizes only.
 */
import { parseArgs } from 'node:util'
import { bytesPerDevice } from './engine-memory'
import { CALLS_PER_SECOND, CANDIDATES, DURATION_MS, measure, SEED, type Measured } from './measure'
import type { Summary } from './delays'

const FLEETS = [1_200, 10_000, 50_000]

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false }, fleets: { type: 'string' } } })
const fleets = values.fleets?.split(',').map(Number) ?? FLEETS
if (fleets.some((fleet) => !Number.isInteger(fleet) || fleet < 1)) {
  console.error(`--fleets ${values.fleets}: give numbers of devices with commas between, such as --fleets 1200,10000`)
  process.exit(2)
}

const measured: Measured[] = []
for (const entry of measure(fleets)) {
  measured.push(entry)
  if (!values.json) console.error(`${entry.fleet} ${entry.workload} ${entry.policy} …`)
}
const decisionUs = Object.fromEntries(fleets.map((fleet) => [fleet, slowestDecision(fleet)]))
const bytes = await bytesPerDevice(Math.max(...fleets))

if (values.json) console.log(JSON.stringify({ rows: measured.map(rowOf), decisionUs, bytesPerDevice: bytes }))
else {
  console.log(`Seed ${SEED}, ${CALLS_PER_SECOND} calls a second, ${DURATION_MS / 3_600_000} simulated hours. Mean weighted delay, s:\n`)
  for (const line of overview()) console.log(line)
  console.log('\nFrom a change in the cloud to its event at the page, s; attention: failed, timed out, waiting for confirmation:\n')
  for (const line of details()) console.log(line)
  console.log(`\nµs a decision: ${JSON.stringify(decisionUs)}. Engine memory: ${bytes ?? '(needs --expose-gc)'} bytes a device.`)
}
process.exit(0)

function rowOf({ fleet, workload, policy, replay }: Measured) {
  const { delays, requests, wasted } = replay
  const whole = (summary: Summary) => Object.fromEntries(Object.entries(summary).map(([name, ms]) => [name, Math.round(ms)]))
  return {
    fleet,
    workload,
    policy,
    weightedMeanMs: Math.round(delays.weightedMeanMs),
    ...whole(delays.all),
    attention: whole(delays.attentionOnly),
    requests,
    wastedShare: Number((wasted / requests).toFixed(4)),
  }
}

function slowestDecision(fleet: number): number {
  const us = measured.filter((entry) => entry.fleet === fleet && entry.policy === 'lookout').map(({ replay }) => replay.decisionUs)
  return Number(Math.max(...us).toFixed(1))
}

function overview(): string[] {
  const lines = [`| devices | workload | ${CANDIDATES.join(' | ')} | lookout / bound |`, `| ---: | --- |${' ---: |'.repeat(CANDIDATES.length + 1)}`]
  for (const { fleet, workload } of measured.filter(({ policy }) => policy === 'lookout')) {
    const of = (policy: string) => measured.find((entry) => entry.fleet === fleet && entry.workload === workload && entry.policy === policy)?.replay.delays.weightedMeanMs ?? NaN
    const means = CANDIDATES.map((policy) => seconds(of(policy)))
    lines.push(`| ${fleet.toLocaleString('en-US')} | ${workload} | ${means.join(' | ')} | ${(of('lookout') / of('clairvoyant')).toFixed(2)} |`)
  }
  return lines
}

function details(): string[] {
  const head = '| devices | workload | policy | mean | p50 | p95 | p99 | attention mean | p50 | p95 | p99 | requests | wasted |'
  const lines = [head, `| ---: | --- | --- |${' ---: |'.repeat(10)}`]
  for (const { fleet, workload, policy, replay } of measured) {
    const { delays, requests, wasted } = replay
    const cells = [delays.all, delays.attentionOnly].flatMap(({ meanMs, p50Ms, p95Ms, p99Ms }) => [meanMs, p50Ms, p95Ms, p99Ms].map(seconds))
    lines.push(`| ${fleet.toLocaleString('en-US')} | ${workload} | ${policy} | ${cells.join(' | ')} | ${requests.toLocaleString('en-US')} | ${((100 * wasted) / requests).toFixed(1)} % |`)
  }
  return lines
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(1)
}
