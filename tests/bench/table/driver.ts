import type { DeviceId } from '../../../src/domain/device'
import { createRandom, type Random } from '../../../src/simulator/random'
import type { FleetRow } from '../../../src/domain/fleet-row'
import { FIRST_QUERY, type Candidate, type Query } from './candidate'
import { nextFrame, painted, sleep, sweep } from './frames'
import { firstRows } from './query'
import { answered, createRows } from './rows'

const BATCH_EVERY_MS = 100
const TRICKLE_ROWS = 10
const GIVE_UP_MS = 8000

/** What the page shows is compared with what it ought to show by this many first rows. */
const COMPARED = 8

export interface BatchPlan {
  readonly batches: number
  readonly rows: number
  /** `visible` goes round the rows on the screen, so that one batch may update a row several times. */
  readonly which: 'random' | 'visible'
}

/** Runs in the page beside one candidate and does to it what the measurement asks for. */
export class Driver {
  private readonly candidate: Candidate
  private random: Random = createRandom(0)
  private readonly rows = new Map<DeviceId, FleetRow>()
  private ids: readonly DeviceId[] = []
  private query: Query = FIRST_QUERY
  private batches: (readonly FleetRow[])[] = []
  private intended: { change: Partial<Query>; expected: readonly DeviceId[] } = { change: {}, expected: [] }
  private trickle = 0

  constructor(candidate: Candidate) {
    this.candidate = candidate
  }

  /** Makes the fleet; from here on the heap holds what is not the table's. */
  prepare(devices: number, seed: number): void {
    this.random = createRandom(seed)
    for (const row of createRows(devices, this.random, Date.now())) this.rows.set(row.device.id, row)
    this.ids = [...this.rows.keys()]
    const place = document.querySelector<HTMLElement>('#table')
    if (!place) throw new Error('no #table in the page')
    this.candidate.prepare(place)
    this.intend({})
  }

  /** From the fleet handed over to its first rows on the screen, ms. */
  async mount(): Promise<number> {
    await painted()
    const start = performance.now()
    this.candidate.mount([...this.rows.values()])
    return this.shows(this.intended.expected, start)
  }

  /** Makes the updates beforehand: their making is no table's work. */
  plan({ batches, rows, which }: BatchPlan): void {
    const pool = which === 'visible' ? this.onScreen() : this.ids
    const start = Date.now()
    this.batches = Array.from({ length: batches }, (_, batch) =>
      Array.from({ length: rows }, (_, index) => {
        const id = which === 'visible' ? pool[(batch * rows + index) % pool.length] : this.random.pick(pool)
        return this.update(id, start + batch * BATCH_EVERY_MS + index, true)
      }),
    )
    sweep()
  }

  /**
   * Hands the planned batches over, one in each tenth of a second and each painted before the next, whatever else the
   * machine is at. Without any planned, only lets as many frames be painted. Resolves with the ms that it took.
   */
  async play(turns: number): Promise<number> {
    performance.mark('bench:start')
    const start = performance.now()
    for (let turn = 0; turn < turns; turn += 1) {
      const turned = performance.now()
      const batch = this.batches.shift()
      if (batch) this.candidate.apply(batch)
      await painted()
      await sleep(turned + BATCH_EVERY_MS - performance.now())
    }
    performance.mark('bench:end')
    return performance.now() - start
  }

  /** Scrolls by a fixed way each frame; resolves with the share of late frames. */
  async scroll(pxPerFrame: number, frames: number): Promise<number> {
    const scroller = this.candidate.scroller()
    const start = scroller.scrollTop
    let late = 0
    let last = await nextFrame()
    for (let frame = 1; frame <= frames; frame += 1) {
      scroller.scrollTop = start + frame * pxPerFrame
      const now = await nextFrame()
      if (now - last > 25) late += 1
      last = now
    }
    return late / frames
  }

  toTop(): void {
    this.candidate.scroller().scrollTop = 0
  }

  /** Updates that move no row in the orders and filters of `interact`. */
  startTrickle(): void {
    this.trickle = window.setInterval(() => {
      this.candidate.apply(Array.from({ length: TRICKLE_ROWS }, () => this.update(this.random.pick(this.ids), Date.now(), false)))
    }, BATCH_EVERY_MS)
  }

  stopTrickle(): void {
    window.clearInterval(this.trickle)
  }

  /** Works out what a change ought to bring to the screen: the driver's own work, before `interact` is measured. */
  intend(change: Partial<Query>): void {
    this.query = { ...this.query, ...change }
    this.intended = { change, expected: this.expected() }
    sweep()
  }

  /** From a click or a key to the rows that it asks for on the screen, ms. */
  async interact(): Promise<number> {
    const { change, expected } = this.intended
    // As a person does, at any moment of a frame.
    await painted()
    await sleep(this.random.between(0, 17))
    const start = performance.now()
    if (change.filter !== undefined) this.candidate.setFilter(change.filter)
    if (change.search !== undefined) this.candidate.setSearch(change.search)
    if (change.sort !== undefined) this.candidate.setSort(change.sort.key, change.sort.descending)
    return this.shows(expected, start)
  }

  /** Fails unless the page shows what it ought to, now that all is quiet. */
  async check(): Promise<void> {
    await this.shows(this.expected(), performance.now())
  }

  private update(id: DeviceId | undefined, at: number, statusMoves: boolean): FleetRow {
    const before = id === undefined ? undefined : this.rows.get(id)
    if (!before) throw new Error('nothing is on the screen to update')
    const row = answered(before, this.random, at, statusMoves)
    this.rows.set(row.device.id, row)
    return row
  }

  private expected(): readonly DeviceId[] {
    return firstRows(this.rows.values(), this.query, COMPARED).map(({ device }) => device.id)
  }

  /** Waits for a painted frame with the expected rows on top; ms from `start` to the end of its paint. */
  private async shows(expected: readonly DeviceId[], start: number): Promise<number> {
    for (;;) {
      const at = await painted()
      const found = this.onScreen()
      if (expected.every((id, index) => found[index] === id) && (expected.length === COMPARED || found.length === expected.length)) return at - start
      if (at - start > GIVE_UP_MS) throw new Error(`expected ${expected.join(' ')} on the screen, found ${found.slice(0, COMPARED).join(' ')}`)
    }
  }

  /** Devices whose rows are wholly in sight, from top to bottom. */
  private onScreen(): readonly DeviceId[] {
    const { rowSelector, idAttribute } = this.candidate
    const drawn = [...document.querySelectorAll(rowSelector)].map((element) => ({ element, box: element.getBoundingClientRect() }))
    return drawn
      .filter(({ box }) => box.height > 0 && box.top >= 0 && box.bottom <= innerHeight)
      .toSorted((a, b) => a.box.top - b.box.top)
      .flatMap(({ element }) => this.rows.get(element.getAttribute(idAttribute) as DeviceId)?.device.id ?? [])
  }
}

declare global {
  interface Window {
    bench: Driver
  }
}

export function serveDriver(candidate: Candidate): void {
  window.bench = new Driver(candidate)
}
