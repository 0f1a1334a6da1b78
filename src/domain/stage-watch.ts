import type { DeviceId } from './device'
import type { FleetRow, Snapshot } from './fleet-row'
import { wasUnseen, type Passage } from './passage'

/** A device on its way: the stages that it has left, and what was seen of the one that it is in. */
interface Walk {
  passages: Passage[]
  from: number
  /** How long before `from` it was seen last. */
  blurMs: number
  quietMs: number
  isUnseen: boolean
}

const MOST_WALKS = 20_000
const MOST_PASSAGES = 64

/** Follows devices through their stages, answer by answer, and tells of a whole way once it has come to any end. */
export class StageWatch {
  private readonly walks = new Map<DeviceId, Walk>()
  private readonly onEnd: (productId: string, passages: readonly Passage[]) => void

  constructor(onEnd: (productId: string, passages: readonly Passage[]) => void) {
    this.onEnd = onEnd
  }

  /** `row` follows `before`. Changes that came with no answer are passed over. */
  changed(row: FleetRow, before: FleetRow): void {
    const { device, snapshot } = row
    const last = before.snapshot
    if (!snapshot || !last || snapshot.requestId === last.requestId) return
    const walk = this.walks.get(device.id)
    if (snapshot.since.at !== last.since.at) this.entered(row, snapshot, last, walk)
    else if (walk) note(walk, snapshot, last)
  }

  /** The clock was set: what is under way can be measured no more. */
  forget(): void {
    this.walks.clear()
  }

  private entered({ device }: FleetRow, snapshot: Snapshot, last: Snapshot, walk: Walk | undefined): void {
    if (walk) leave(walk, snapshot, last)
    const { kind, status } = snapshot.upgrade
    const from = snapshot.observedAt
    const blurMs = from - last.observedAt
    this.walks.delete(device.id)
    if (kind === 'queued' || kind === 'running') {
      this.keep(device.id, { passages: walk?.passages ?? [], from, blurMs, quietMs: 0, isUnseen: false })
    } else if (walk) this.onEnd(device.productId, [...walk.passages, { status, from, to: null, blurMs, quietMs: null }])
  }

  private keep(id: DeviceId, walk: Walk): void {
    this.walks.set(id, walk)
    const [oldest] = this.walks.keys()
    if (this.walks.size > MOST_WALKS && oldest !== undefined) this.walks.delete(oldest)
  }
}

function note(walk: Walk, snapshot: Snapshot, last: Snapshot): void {
  if (wasUnseen(snapshot.observedAt - last.observedAt, last.expectedIntervalMs)) walk.isUnseen = true
  if (snapshot.changedAt !== last.changedAt) walk.quietMs = Math.max(walk.quietMs, snapshot.changedAt - last.changedAt)
}

function leave(walk: Walk, { observedAt }: Snapshot, last: Snapshot): void {
  note(walk, { ...last, observedAt, changedAt: observedAt }, last)
  walk.passages.push({
    status: last.upgrade.status,
    from: walk.from,
    to: observedAt,
    blurMs: walk.blurMs + (observedAt - last.observedAt),
    quietMs: walk.isUnseen ? null : walk.quietMs,
  })
  if (walk.passages.length > MOST_PASSAGES) walk.passages.shift()
}
