import type { DeviceId } from '../domain/device'
import { DeviceLines, type LineReport } from '../domain/device-lines'
import { packDevices } from '../domain/device-pack'
import type { DeviceTable } from '../domain/device-table'
import type { IntakeRefusal } from '../domain/intake-refusal'
import type { LineFilter, Preview, PreviewHeader, PreviewLine, Taken } from './protocol'

/** More than any account has, and as much as can be shown and kept without anybody waiting for it. */
export const MOST_ROWS = 200_000
/** Of the lines that are not taken, so many are told one by one after the import; all of them can be copied. */
const MOST_REPORTS = 1000

export interface ReadingOptions {
  readonly isWatched: (id: DeviceId) => boolean
  readonly stripsInvisible: boolean
  readonly encoding: Preview['encoding']
  readonly mostRows?: number
}

/** Reads all lines of a text, or refuses it as a whole. */
export function readDevices(text: string, options: ReadingOptions): Reading | IntakeRefusal {
  const { isWatched, stripsInvisible, encoding, mostRows = MOST_ROWS } = options
  const source = new DeviceLines(text, isWatched, { stripsInvisible })
  const lines: PreviewLine[] = []
  let rows = 0
  for (const raw of source.rows()) {
    rows += 1
    if (rows > mostRows) continue
    const read = source.judge(raw)
    lines.push(read.kind === 'device' ? { line: raw.line, ...read } : { line: raw.line, text: source.textOf(raw), ...read })
  }
  if (rows > mostRows) return { kind: 'too-many-rows', rows, mostRows }
  return new Reading(lines, encoding, source.table && headerOf(source.table))
}

/** A text that has been read: every line with what became of it. */
export class Reading {
  readonly kind = 'read'
  readonly preview: Preview
  private readonly linesOf: Readonly<Record<LineFilter, readonly PreviewLine[]>>

  constructor(lines: readonly PreviewLine[], encoding: Preview['encoding'], header: PreviewHeader | null) {
    this.linesOf = {
      all: lines,
      skipped: lines.filter(({ kind }) => kind === 'problem'),
      noted: lines.filter((line) => line.kind === 'device' && line.note !== null),
    }
    const { all, skipped, noted } = this.linesOf
    this.preview = {
      encoding,
      header,
      counts: { all: all.length, skipped: skipped.length, noted: noted.length },
      devices: all.length - skipped.length,
      withAlias: countOf(all, (line) => line.kind === 'device' && line.device.alias !== null),
      invisible: countOf(noted, (line) => line.kind === 'device' && line.note?.kind === 'invisible'),
    }
  }

  lines(filter: LineFilter, from: number, count: number): readonly PreviewLine[] {
    return this.linesOf[filter].slice(from, from + count)
  }

  take(): Taken {
    const devices = this.linesOf.all.flatMap((line) => (line.kind === 'device' ? line.device : []))
    const reports = this.linesOf.skipped.flatMap((line): LineReport[] => (line.kind === 'problem' ? [line] : []))
    const skipped = { count: reports.length, reports: reports.slice(0, MOST_REPORTS), text: reports.map(({ text }) => text).join('\n') }
    return { pack: packDevices(devices), count: devices.length, skipped }
  }
}

function countOf(lines: readonly PreviewLine[], holds: (line: PreviewLine) => boolean): number {
  let count = 0
  for (const line of lines) if (holds(line)) count += 1
  return count
}

function headerOf({ separator, titles, product, device, alias, unused }: DeviceTable): PreviewHeader {
  const titleOf = (place: number) => titles[place] ?? ''
  return {
    separator,
    product: titleOf(product),
    device: titleOf(device),
    alias: alias === null ? null : titleOf(alias),
    unused: unused.map(titleOf),
    others: titles.length - (alias === null ? 2 : 3) - unused.length,
  }
}
