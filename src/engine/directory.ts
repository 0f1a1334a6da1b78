import { CloudError } from '../cloud/errors'
import type { DeviceId } from '../domain/device'
import { mayHideDevices, type DirectoryPhase, type DirectoryState, type ListedDevice, type ListName, type ListTrouble } from '../domain/directory'
import type { FleetRow } from '../domain/fleet-row'
import type { Clock } from '../polling/clock'
import type { Account } from './account'
import type { PatientOptions } from './ask-patiently'
import type { ProductNames } from './product-names'
import type { Reply } from './protocol'
import { readDirectory, type ReadingListener } from './read-directory'

export interface DirectoryOptions {
  readonly account: Pick<Account, 'call' | 'rows' | 'update' | 'status'>
  readonly clock: Clock
  readonly random: () => number
  readonly products: Pick<ProductNames, 'learn'>
  /** These watched devices have other aliases now. */
  readonly onAliases: (rows: readonly FleetRow[]) => void
  readonly onState: (state: DirectoryState) => void
}

type Reading = Extract<DirectoryState, { kind: 'reading' }>
type Ending = Extract<DirectoryState, { kind: 'ended' }>['how']

const PHASES = { families: 'families', family: 'devices', shared: 'shared', products: 'products' } as const satisfies Record<ListName['kind'], DirectoryPhase>
const START: Reading = { kind: 'reading', phase: 'families', familiesDone: 0, familiesTotal: null, devices: 0, retries: 0, troubles: [] }
const DONE: Reply = { kind: 'done', count: 0 }

/** Finds out which devices the account has, and brings what is watched of them in line with that. */
export class Directory {
  private readonly options: DirectoryOptions
  private shown: DirectoryState = { kind: 'idle' }
  private running: AbortController | null = null

  constructor(options: DirectoryOptions) {
    this.options = options
  }

  get state(): DirectoryState {
    return this.shown
  }

  /** Begins to read the account's lists; one reading at a time. */
  start(): Reply {
    if (this.options.account.status.session.kind === 'locked') return { kind: 'refused', why: 'locked' }
    if (!this.running) void this.run((this.running = new AbortController()))
    return DONE
  }

  /** Ends the reading; what was found so far stays. */
  stop(): Reply {
    this.running?.abort()
    return DONE
  }

  /** The wall clock was set by `byMs`: the time noted before `beforeMs` moves with it. */
  moveTimes(byMs: number, beforeMs: number): void {
    if (this.shown.kind === 'ended' && this.shown.at < beforeMs) this.show({ ...this.shown, at: this.shown.at + byMs })
  }

  /** Ends all, without a word. */
  close(): void {
    const { running } = this
    this.running = null
    running?.abort()
  }

  private async run(running: AbortController): Promise<void> {
    const { account, clock, random } = this.options
    const work = new Work((state) => this.isCurrent(running) && this.show(state))
    const patient: PatientOptions = { account, clock, random, signal: running.signal, onRetry: () => work.retry() }
    work.tell()
    let how: Ending
    try {
      await this.readAll(patient, work)
      how = work.troubles.some(mayHideDevices) ? 'partial' : 'whole'
    } catch (error) {
      if (!(error instanceof CloudError)) throw error
      how = running.signal.aborted ? 'stopped' : 'locked'
    }
    if (this.isCurrent(running)) this.end(how, work)
  }

  private async readAll(patient: PatientOptions, work: Work): Promise<void> {
    await readDirectory(patient, work.listener())
    if (!work.troubles.some(mayHideDevices) && this.missing(work).length > 0) {
      work.beginAgain()
      await readDirectory(patient, work.listener())
    }
    work.tell({ phase: 'products' })
    const products = new Set([...work.devices.values(), ...this.options.account.rows].map(({ device }) => device.productId))
    await this.options.products.learn([...products], patient).catch((error: unknown) => {
      if (!(error instanceof CloudError) || error.failure.kind === 'aborted' || error.failure.kind === 'unauthorized') throw error
      work.trouble({ list: { kind: 'products' }, why: { kind: 'failed', failure: error.failure, requestId: error.requestId } })
    })
  }

  private end(how: Ending, work: Work): void {
    this.running = null
    const at = this.options.clock.wallMs()
    const back = this.refresh(work.devices)
    const gone = how === 'whole' ? this.markGone(this.missing(work), at) : 0
    this.show({ kind: 'ended', how, at, families: work.families, devices: [...work.devices.values()], troubles: work.troubles, gone, back })
  }

  /** Watched devices that none of the readings found. */
  private missing(work: Work): FleetRow[] {
    return this.options.account.rows.filter(({ device }) => !work.devices.has(device.id))
  }

  /** Gives watched devices the aliases that they have in the account. Returns how many of them had been called gone. */
  private refresh(devices: ReadonlyMap<DeviceId, ListedDevice>): number {
    const { account } = this.options
    const listed = account.rows.filter(({ device }) => devices.has(device.id))
    const back = listed.filter(({ goneAt }) => goneAt !== null).length
    const renamed = listed.flatMap((before) => {
      const row = account.update(before.device.id, (present) => inLineWith(present, devices.get(before.device.id)))
      return row && row.device.alias !== before.device.alias ? row : []
    })
    if (renamed.length > 0) this.options.onAliases(renamed)
    return back
  }

  private markGone(rows: readonly FleetRow[], at: number): number {
    const fresh = rows.filter(({ goneAt }) => goneAt === null)
    for (const { device } of fresh) this.options.account.update(device.id, (row) => Object.freeze<FleetRow>({ ...row, goneAt: at }))
    return fresh.length
  }

  private isCurrent(running: AbortController): boolean {
    return this.running === running
  }

  private show(state: DirectoryState): void {
    this.shown = Object.freeze(state)
    this.options.onState(this.shown)
  }
}

/** What one run has come to so far. */
class Work {
  readonly devices = new Map<DeviceId, ListedDevice>()
  troubles: readonly ListTrouble[] = []
  private readonly onState: (state: Reading) => void
  private present: Reading = START

  constructor(onState: (state: Reading) => void) {
    this.onState = onState
  }

  get families(): number {
    return this.present.familiesTotal ?? 0
  }

  tell(part: Partial<Reading> = {}): void {
    this.present = { ...this.present, ...part, devices: this.devices.size, troubles: this.troubles }
    this.onState(this.present)
  }

  retry(): void {
    this.tell({ retries: this.present.retries + 1 })
  }

  trouble(trouble: ListTrouble): void {
    this.troubles = [...this.troubles, trouble]
    this.tell()
  }

  /** What is not right comes to light again too. */
  beginAgain(): void {
    this.troubles = []
    this.tell({ phase: 'again', familiesDone: 0 })
  }

  listener(): ReadingListener {
    const isAgain = this.present.phase === 'again'
    return {
      families: (familiesTotal) => this.tell({ familiesTotal, familiesDone: 0 }),
      begins: ({ kind }) => void (isAgain || this.tell({ phase: PHASES[kind] })),
      found: (listed) => this.take(listed),
      familyDone: () => this.tell({ familiesDone: this.present.familiesDone + 1 }),
      trouble: (trouble) => this.trouble(trouble),
    }
  }

  /** A device that is in a family and shared as well is the family's. */
  private take(listed: readonly ListedDevice[]): void {
    for (const entry of listed) if (!this.devices.has(entry.device.id)) this.devices.set(entry.device.id, entry)
    this.tell()
  }
}

/** An alias of the operator's own list stays where the account has none. */
function inLineWith(row: FleetRow, listed: ListedDevice | undefined): FleetRow {
  const alias = listed?.device.alias ?? row.device.alias
  if (row.goneAt === null && alias === row.device.alias) return row
  return Object.freeze<FleetRow>({ ...row, device: Object.freeze({ ...row.device, alias }), goneAt: null })
}
