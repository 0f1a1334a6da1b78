import * as v from 'valibot'
import type { DeviceId } from '../domain/device'
import type { Snapshot } from '../domain/fleet-row'
import type { Stage } from '../domain/stage'
import type { AccountId } from '../domain/upstream'
import type { StoredRow } from './repository'
import { decodeStages, encodeStages } from './stage-code'

/** What is kept of a device's status; schema 1 knew the snapshot alone, and that without its `fall`. What is learned (`habit`) is not kept. */
export interface StoredStatus {
  readonly accountId: AccountId
  readonly id: DeviceId
  readonly snapshot: Omit<Snapshot, 'habit'> | null
  readonly order?: unknown
  readonly check?: unknown
  readonly goneAt?: unknown
  /** The stage that lasts. */
  readonly stage?: Uint8Array | null
}

const storedOrder = v.fallback(
  v.nullable(
    v.object({
      action: v.picklist(['confirm', 'retry']),
      state: v.picklist(['sending', 'sent', 'unsure']),
      at: v.number(),
      requestId: v.string(),
      status: v.nullable(v.number()),
      since: v.number(),
      targetVersion: v.nullable(v.string()),
    }),
  ),
  null,
)
const storedCheck = v.fallback(
  v.nullable(v.object({ at: v.number(), requestId: v.string(), currentVersion: v.nullable(v.string()), offeredVersion: v.nullable(v.string()) })),
  null,
)
const storedTime = v.fallback(v.nullable(v.number()), null)

export function statusToStore(accountId: AccountId, { device, snapshot, order, check, goneAt, stage }: StoredRow): StoredStatus {
  return { accountId, id: device.id, snapshot: snapshot && withoutHabit(snapshot), order, check, goneAt, stage: stage ? encodeStages([stage]) : null }
}

/** What was kept; what is of no use is left out. */
export function statusFromStore(stored: StoredStatus | undefined): Pick<StoredRow, 'snapshot' | 'order' | 'check' | 'goneAt' | 'stage'> {
  const { snapshot = null, order = null, check = null, goneAt = null, stage = null } = stored ?? {}
  return {
    snapshot: snapshot && { ...snapshot, fall: snapshot.fall ?? null, habit: null },
    order: order === null ? null : v.parse(storedOrder, order),
    check: check === null ? null : v.parse(storedCheck, check),
    goneAt: goneAt === null ? null : v.parse(storedTime, goneAt),
    ...stageFrom(stage),
  }
}

/** Whether there is anything to keep. */
export function hasStatus({ snapshot, order, check, goneAt }: StoredRow): boolean {
  return snapshot !== null || order !== null || check !== null || goneAt !== null
}

function withoutHabit({ habit: _habit, ...snapshot }: Snapshot): Omit<Snapshot, 'habit'> {
  return snapshot
}

function stageFrom(bytes: Uint8Array | null): { readonly stage?: Stage } {
  try {
    const [stage] = bytes ? decodeStages(bytes) : []
    return stage ? { stage } : {}
  } catch {
    return {}
  }
}
