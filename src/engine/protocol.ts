import type { CallRecord } from '../domain/call-record'
import type { Device, DeviceId } from '../domain/device'
import type { Fault } from '../domain/fault'
import type { DirectoryState, ProductName } from '../domain/directory'
import type { FleetRow } from '../domain/fleet-row'
import type { OrderTarget } from '../domain/order-plan'
import type { OrderResult, OrderRun } from '../domain/order-result'
import type { IdleMinutes } from '../domain/idle-minutes'
import type { Insight } from '../domain/insight'
import type { Stage } from '../domain/stage'
import type { AccountId, Upstream } from '../domain/upstream'
import type { VersionAnswer } from '../domain/version-check'

/** What the page may ask of the engine. Only `open` carries a token, and only towards the engine. */
export type Command =
  /** Opens the account of an upstream with a token (of no meaning for the demo and this site's own) and watches its kept list. */
  | { readonly kind: 'open'; readonly upstream: Upstream; readonly token: string }
  /** Drops the token; list and last statuses stay. */
  | { readonly kind: 'lock' }
  /** Drops the token, the list and the last statuses of the account from this browser. */
  | { readonly kind: 'forget' }
  | { readonly kind: 'add'; readonly devices: readonly Device[] }
  /** The same with any number of devices (see `packDevices`), all of them or none. */
  | { readonly kind: 'add-packed'; readonly pack: Uint8Array }
  | { readonly kind: 'remove'; readonly ids: readonly DeviceId[] }
  /** Brings back what the last `remove` took, with its last statuses. */
  | { readonly kind: 'undo-remove' }
  /** The devices that this tab shows now. */
  | { readonly kind: 'visible'; readonly ids: readonly DeviceId[] }
  | OfficeCommand

/** What may be asked of the open account besides its list. */
export type OfficeCommand =
  | { readonly kind: 'refresh'; readonly ids: readonly DeviceId[] | 'all' }
  /** Calls a second that the account may spend, held to `BUDGET_RANGE`; kept for the account. */
  | { readonly kind: 'set-budget'; readonly callsPerSecond: number }
  | { readonly kind: 'pause' }
  | { readonly kind: 'resume' }
  /** All that is known of one device; answered with an `inspection`. */
  | { readonly kind: 'inspect'; readonly id: DeviceId }
  /** Asks the cloud which version a device runs; answered with `version-checked` or `version-not-checked`. */
  | { readonly kind: 'check-version'; readonly id: DeviceId }
  /** Reads which devices the account has; told by `directory` events. Refused while locked. */
  | { readonly kind: 'read-directory' }
  | { readonly kind: 'stop-directory' }
  /** Confirms or retries each device once, if it still shows what it showed; replied to as the run begins, `busy` while one is on. */
  | { readonly kind: 'order'; readonly targets: readonly OrderTarget[] }
  /** Sends no further orders of the run; those sent are still answered. */
  | { readonly kind: 'stop-orders'; readonly runId: string }
  /** Lets go of the results of a run that has ended. */
  | { readonly kind: 'dismiss-orders'; readonly runId: string }
  /** For how many days the account's history is kept; `null` where it is not. */
  | { readonly kind: 'history-days' }
  /** Held to `HISTORY_DAYS`; kept for the account. */
  | { readonly kind: 'set-history-days'; readonly days: number }
  /** After how many idle minutes the account is locked. */
  | { readonly kind: 'idle-lock' }
  /** One of `IDLE_MINUTES`; kept for the account. */
  | { readonly kind: 'set-idle-lock'; readonly minutes: number }
  /** What the kept history tells of the last `periodMs` (one of `PERIODS_MS`), of one product or all; answered with an `insight`. */
  | { readonly kind: 'insight'; readonly periodMs: number; readonly productId: string | null }

/** Waits for the cloud or the disk, and no later command waits for it. */
export function isAside({ kind }: Command): boolean {
  return kind === 'check-version' || kind === 'inspect' || kind === 'insight'
}

/**
 * `failed`: the engine could not carry the command out, or was lost over it; nothing was changed that it can tell of.
 * `superseded`: another engine has taken over, this one does nothing any more.
 */
export type Refusal = 'bad-token' | 'bad-path' | 'bad-budget' | 'bad-days' | 'bad-minutes' | 'bad-period' | 'no-account' | 'no-device' | 'locked' | 'busy' | 'failed' | 'superseded'

export type Reply =
  | { readonly kind: 'done'; readonly count: number }
  | { readonly kind: 'refused'; readonly why: Refusal }
  | { readonly kind: 'answer'; readonly answer: Answer }

/** What a question was answered with. */
export type Answer = Inspection | HistoryDays | IdleLock | { readonly kind: 'insight'; readonly insight: Insight } | VersionAnswer

/** For how many days what ended is kept on disk; `null` for an account whose history is held in memory only. */
export interface HistoryDays {
  readonly kind: 'history-days'
  readonly days: number | null
}

/** After how many idle minutes the account is locked, 0 for never; `null` for one without a token of the operator's. */
export interface IdleLock {
  readonly kind: 'idle-lock'
  readonly minutes: IdleMinutes | null
}

/** All that the engine knows of one device beyond its row. */
export interface Inspection {
  readonly kind: 'inspection'
  /** As observed, oldest first, the open one last. */
  readonly stages: readonly Stage[]
  /** The last calls about it, newest last. */
  readonly calls: readonly CallRecord[]
  readonly lastAnswer: LastAnswer | null
}

/** An answer of the cloud as it was received, the token masked. */
export interface LastAnswer {
  /** ms since the epoch. */
  readonly at: number
  readonly text: string
  /** There was more than what was kept of it. */
  readonly isCut: boolean
}

export type LockReason =
  | { readonly kind: 'operator' }
  /** Nobody was at any tab for as long as the operator chose. */
  | { readonly kind: 'idle' }
  /** No tab was left for a while. */
  | { readonly kind: 'left' }
  /** The engine was started anew: tokens live in its memory alone. */
  | { readonly kind: 'restarted' }
  /** An engine that was started later, as of a newer version of the app, has taken over: only a reload helps. */
  | { readonly kind: 'superseded' }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string; readonly requestId: string }

export type SessionState =
  /** `tokenTail`: the token's last 4 characters, `null` in the demo and for short tokens. */
  | { readonly kind: 'open'; readonly tokenTail: string | null }
  | { readonly kind: 'locked'; readonly reason: LockReason }

/** What keeps calls waiting although polling is on. Times are epoch ms. */
export type PollingHold =
  /** The cloud said that it is asked too much: nothing is asked before. */
  | { readonly kind: 'limited'; readonly untilMs: number }
  /** The cloud is out of reach: one call probes it then. */
  | { readonly kind: 'outage'; readonly untilMs: number }
  /** The browser says that it has no network. */
  | { readonly kind: 'no-network' }

/** Rows in one event at the most: more would keep a tab from its frames while it unpacks them. */
export const MOST_ROWS = 500

/** Calls a second that an operator may allow an account (cloud-api §1: no documented limit; the twin action has 20). */
export const BUDGET_RANGE = { min: 1, max: 50 } as const

/** Whether an account may be allowed so many calls a second. */
export function isBudget(callsPerSecond: number): boolean {
  return callsPerSecond >= BUDGET_RANGE.min && callsPerSecond <= BUDGET_RANGE.max
}

export interface PollingStatus {
  readonly kind: 'running' | 'paused' | 'offline' | 'locked'
  readonly hold: PollingHold | null
  readonly callsPerSecond: number
  readonly budgetPerSecond: number
  /** The demo has a budget of its own. */
  readonly budgetIsFixed: boolean
  readonly failuresLastMinute: number
  /** In which time every device is asked at least once under the present load, ms; `null` with an empty list. */
  readonly sweepMs: number | null
  /** Age of the oldest answer about a running device, ms; `null` when none runs. */
  readonly oldestRunningMs: number | null
  /** When the devices on the screens are asked next, epoch ms; those in flight, and all while nothing is asked, are absent. */
  readonly nextAskAt: ReadonlyMap<DeviceId, number>
}

export interface AccountStatus {
  readonly id: AccountId
  readonly upstream: Upstream
  readonly session: SessionState
  readonly polling: PollingStatus
}

/** Where lists are kept: on disk, or only in memory and why. */
export type StorageState =
  | { readonly kind: 'persistent' }
  | { readonly kind: 'memory'; readonly why: 'absent' | 'blocked' | 'failed' | 'newer' | 'closed' }

export type EngineEvent =
  | {
      readonly kind: 'snapshot'
      readonly account: AccountStatus | null
      readonly rows: readonly FleetRow[]
      readonly storage: StorageState
    }
  | { readonly kind: 'status'; readonly account: AccountStatus; readonly storage: StorageState }
  | {
      readonly kind: 'rows'
      readonly accountId: AccountId
      readonly changed: readonly FleetRow[]
      readonly removed: readonly DeviceId[]
    }
  /** How far the reading of the account's own lists is. A snapshot without one of these after it: there was none. */
  | { readonly kind: 'directory'; readonly accountId: AccountId; readonly state: DirectoryState }
  /** What all known products are called. */
  | { readonly kind: 'products'; readonly accountId: AccountId; readonly names: readonly ProductName[] }
  /**
   * The run of orders as it stands, or none; after each snapshot, and as a run begins or is dismissed: then `dismissed` is its id.
   * A tab that knows of a run that is on while the engine has none has outlived that run's engine.
   */
  | { readonly kind: 'orders'; readonly accountId: AccountId; readonly run: OrderRun | null; readonly dismissed: string | null }
  /** Its results from the `from`-th on: they take the place of all that a tab has from there. */
  | {
      readonly kind: 'order-results'
      readonly runId: string
      readonly state: OrderRun['state']
      readonly from: number
      readonly results: readonly OrderResult[]
    }

export type ToEngine =
  | { readonly kind: 'command'; readonly id: number; readonly command: Command }
  /** The tab goes away. */
  | { readonly kind: 'bye' }
  /** The tab's browser says that its network came or went: the engine looks for itself, for it is not told everywhere. */
  | { readonly kind: 'network' }
  /** Somebody is at the tab. */
  | { readonly kind: 'active' }
  /** The tab holds this lock of the browser for as long as it lives. */
  | { readonly kind: 'here'; readonly lock: string }
  /** The tab heard nothing for a while; answered with `pong`, whatever the engine is at. */
  | { readonly kind: 'ping' }

export type FromEngine =
  | { readonly kind: 'reply'; readonly id: number; readonly reply: Reply }
  | { readonly kind: 'event'; readonly event: EngineEvent }
  | { readonly kind: 'pong' }
  /** Something was thrown in the engine that nobody there expected; it goes on. */
  | { readonly kind: 'fault'; readonly fault: Fault }
  /** Another engine has taken over from this one. `sameBuild`: of the same program, so that its tabs can follow. */
  | { readonly kind: 'retired'; readonly sameBuild: boolean }

