import type { FleetRow, LastCall, Snapshot } from './fleet-row'

/** The row with every kept time before `beforeMs` moved by `byMs`: the clock was set, what was seen stays as old as it is. */
export function withTimesMoved(row: FleetRow, byMs: number, beforeMs = Infinity): FleetRow {
  const move = (at: number) => (at < beforeMs ? at + byMs : at)
  return Object.freeze<FleetRow>({
    ...row,
    addedAt: move(row.addedAt),
    snapshot: row.snapshot && movedSnapshot(row.snapshot, move),
    call: movedCall(row.call, move),
    order: row.order && { ...row.order, at: move(row.order.at), since: move(row.order.since) },
    check: row.check && { ...row.check, at: move(row.check.at) },
    goneAt: row.goneAt === null ? null : move(row.goneAt),
  })
}

/** How far the newest time of the rows lies in the future of `now`, in ms; 0 where none does. */
export function aheadMs(rows: readonly FleetRow[], now: number): number {
  return Math.max(0, rows.reduce((latest, row) => Math.max(latest, latestTime(row)), -Infinity) - now)
}

function latestTime({ addedAt, snapshot, call }: FleetRow): number {
  return Math.max(addedAt, snapshot?.observedAt ?? addedAt, call.kind === 'none' ? addedAt : call.at)
}

function movedSnapshot(snapshot: Snapshot, move: (at: number) => number): Snapshot {
  const { observedAt, since, changedAt, fall } = snapshot
  return Object.freeze<Snapshot>({
    ...snapshot,
    observedAt: move(observedAt),
    since: { ...since, at: move(since.at) },
    changedAt: move(changedAt),
    fall: fall && { ...fall, at: move(fall.at) },
  })
}

function movedCall(call: LastCall, move: (at: number) => number): LastCall {
  return call.kind === 'none' ? call : { ...call, at: move(call.at) }
}
