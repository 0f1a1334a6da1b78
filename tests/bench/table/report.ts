import { cpus, loadavg } from 'node:os'
import { AIM, FIGURES, INTERACTIONS, type CandidateName, type Figure, type Sample, type Timed } from './measure'

const COLUMNS = [...FIGURES, 'filterMs', 'searchMs', 'sortMs', 'interactionP95Ms', 'filterCpuMs', 'searchCpuMs', 'sortCpuMs'] as const
export type Column = (typeof COLUMNS)[number]
export type Row = { readonly candidate: CandidateName; readonly devices: number } & Readonly<Record<Column, number>>

const HEADS: Readonly<Record<Column, string>> = {
  firstRowsMs: 'first rows ms',
  firstRowsCpuMs: 'first rows CPU',
  batchRandomCpuMs: '100 random updates',
  batchVisibleCpuMs: '100 on the screen',
  batchLiveSortCpuMs: '100 under a live sort',
  longestTaskMs: 'longest task ms',
  scrollCpuMsPerFrame: 'scroll, a frame',
  lateFrames: 'late frames',
  idleCpuMsPerSecond: 'idle, a second',
  heapBytesPerRow: 'heap B a row',
  usedHeapBytesPerRow: 'after use B a row',
  filterMs: 'filter ms',
  searchMs: 'search ms',
  sortMs: 'sort ms',
  interactionP95Ms: 'all three, p95',
  filterCpuMs: 'filter CPU',
  searchCpuMs: 'search CPU',
  sortCpuMs: 'sort CPU',
}

/** Medians over the repetitions; of interactions, over all of the kind. */
export function summarize(samples: readonly Sample[]): readonly Row[] {
  const groups = new Map<string, Sample[]>()
  for (const sample of samples) {
    const name = `${sample.devices} ${sample.candidate}`
    groups.set(name, [...(groups.get(name) ?? []), sample])
  }
  const rows = [...groups.values()].flatMap((group) => (group[0] ? [{ candidate: group[0].candidate, devices: group[0].devices, ...figuresOf(group) }] : []))
  return rows.toSorted((a, b) => a.devices - b.devices || a.candidate.localeCompare(b.candidate))
}

function figuresOf(group: readonly Sample[]): Record<Column, number> {
  const figure = (name: Figure) => [name, median(group.map(({ figures }) => figures[name]))] as const
  const timed = group.map(({ interactions }) => interactions)
  const medians = INTERACTIONS.flatMap((name) => {
    const every = timed.flatMap((interactions) => interactions[name])
    const of = (pick: (each: Timed) => number) => median(every.map(pick))
    return [[`${name}Ms`, of(({ ms }) => ms)] as const, [`${name}CpuMs`, of(({ cpuMs }) => cpuMs)] as const]
  })
  const every = timed.flatMap((interactions) => INTERACTIONS.flatMap((name) => interactions[name].map(({ ms }) => ms)))
  const entries = [...FIGURES.map(figure), ...medians, ['interactionP95Ms', quantile(every, 0.95)] as const]
  return Object.fromEntries(entries.map(([name, value]) => [name, Number(value.toFixed(2))])) as Record<Column, number>
}

const median = (values: readonly number[]) => quantile(values, 0.5)

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const at = share * (sorted.length - 1)
  const [below, above] = [sorted[Math.floor(at)] ?? NaN, sorted[Math.ceil(at)] ?? NaN]
  return below + (above - below) * (at - Math.floor(at))
}

export interface Machine {
  readonly cpu: string
  readonly cores: number
  readonly node: string
  /** Programs that wanted a processor in the minute before: with others at work, times on the clock say little. */
  readonly load: number
}

export function machineNow(): Machine {
  return { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, node: process.versions.node, load: loadavg()[0] ?? NaN }
}

export function report(rows: readonly Row[], { cpu, cores, node, load }: Machine, chromium: string): readonly string[] {
  return [
    `${cpu}, ${cores} cores, load ${load.toFixed(1)} before; Chromium ${chromium}, Node ${node}.`,
    'Batches, scrolling, idling, the longest task and CPU are time of the page’s main thread, ms; batches are without what idling costs.',
    '',
    `| devices | candidate | ${COLUMNS.map((column) => HEADS[column]).join(' | ')} |`,
    `| ---: | --- |${' ---: |'.repeat(COLUMNS.length)}`,
    ...rows.map((row) => `| ${row.devices.toLocaleString('en-US')} | ${row.candidate} | ${COLUMNS.map((column) => shown(column, row[column])).join(' | ')} |`),
    '',
    '| of the app’s table | devices | against | measured | target | |',
    '| --- | ---: | --- | ---: | ---: | --- |',
    ...TARGETS.flatMap((target) => verdict(target, rows)),
  ]
}

function shown(column: Column, value: number): string {
  if (column === 'lateFrames') return `${Math.round(100 * value)} %`
  return Math.abs(value) < 20 ? value.toFixed(1) : Math.round(value).toLocaleString('en-US')
}

interface Target {
  readonly column: Column
  readonly devices: number
  /** `null`: the limit is the figure's own, no ratio. */
  readonly against: Exclude<CandidateName, 'lookout'> | null
  readonly limit: number
}

const ratio = (column: Column, against: Target['against'], limit: number): Target => ({ column, devices: AIM, against, limit })

const TARGETS: readonly Target[] = [
  ratio('firstRowsMs', 'floor', 1.5),
  ratio('firstRowsMs', 'naive-ui', 0.6),
  ratio('scrollCpuMsPerFrame', 'floor', 1.3),
  ratio('scrollCpuMsPerFrame', 'naive-ui', 0.5),
  ratio('batchVisibleCpuMs', 'floor', 1.4),
  ratio('batchLiveSortCpuMs', 'floor', 1),
  ...(['filterMs', 'searchMs', 'sortMs'] as const).flatMap((column) => [ratio(column, 'floor', 1.3), ratio(column, 'ag-grid', 0.5)]),
  ratio('longestTaskMs', null, 50),
  ratio('heapBytesPerRow', null, 1000),
  { column: 'interactionP95Ms', devices: 50_000, against: null, limit: 200 },
]

function verdict({ column, devices, against, limit }: Target, rows: readonly Row[]): string[] {
  const of = (name: CandidateName) => rows.find((row) => row.candidate === name && row.devices === devices)?.[column]
  const own = of('lookout')
  const other = against === null ? 1 : of(against)
  if (own === undefined || other === undefined) return []
  const measured = own / other
  const cells = [HEADS[column], devices.toLocaleString('en-US'), against ?? '—', measured.toFixed(2), `≤ ${limit}`, measured <= limit ? 'holds' : 'MISSED']
  return [`| ${cells.join(' | ')} |`]
}
