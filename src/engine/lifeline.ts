import type { Cancel, Clock } from '../polling/clock'
import type { PageSide } from './connection'
import type { FromEngine, ToEngine } from './protocol'

/** One worker as the page holds it. */
export interface WorkerEnd {
  post(message: ToEngine): void
  end(): void
}

export interface WorkerHooks {
  heard(message: FromEngine): void
  /** The worker says that it broke: before its first message it never came up, later it may well be alive. */
  broke(): void
}

/** Which engine in the row of those that this origin had: tabs that lose one meet again at the next. */
export interface Generations {
  latest(): number
  keep(generation: number): void
}

export interface LifelineOptions {
  clock: Clock
  start: (generation: number, hooks: WorkerHooks) => WorkerEnd
  generations: Generations
}

const LOOK_EVERY_MS = 2_000
const PING_AFTER_MS = 3_000
const LOST_AFTER_MS = 10_000
/** The program of the engine has yet to be fetched: over a slow line that is no reason to begin again. */
const LOST_AT_START_AFTER_MS = 30_000
const RESTART_AFTER_MS = 500
const RESTARTS = 3
/** An engine that lived this long was well: what happens now is another story. */
const WELL_AFTER_MS = 60_000

/** Holds on to an engine: notices when it is gone, starts another one, and gives up after 3 restarts in a row. */
export class Lifeline implements PageSide {
  private readonly options: LifelineOptions
  private receive: (message: FromEngine) => void = () => undefined
  private readonly lostListeners: (() => void)[] = []
  private readonly restartListeners: (() => void)[] = []
  private worker: WorkerEnd | null = null
  private readonly unsent: ToEngine[] = []
  private generation: number
  private cancelLook: Cancel | null = null
  private cancelStart: Cancel | null = null
  private restarts = 0
  private startedAtMs = 0
  private lookedAtMs = 0
  /** When the engine was heard last, or got a new chance. */
  private heardAtMs = 0
  private isUp = false

  constructor(options: LifelineOptions) {
    this.options = options
    this.generation = options.generations.latest()
    this.start()
  }

  post(message: ToEngine): void {
    if (this.worker) this.worker.post(message)
    else this.unsent.push(message)
  }

  listen(receive: (message: FromEngine) => void): void {
    this.receive = receive
  }

  onLost(lost: () => void): void {
    this.lostListeners.push(lost)
  }

  onRestart(restarted: () => void): void {
    this.restartListeners.push(restarted)
  }

  /** Watches no more; what was said last is still sent. */
  close(): void {
    this.cancelLook?.()
    this.cancelStart?.()
  }

  private start(): void {
    const { clock, start, generations } = this.options
    generations.keep(this.generation)
    this.startedAtMs = this.lookedAtMs = this.heardAtMs = clock.nowMs()
    this.isUp = false
    const worker: WorkerEnd = start(this.generation, {
      heard: (message) => {
        if (this.worker === worker) this.heard(message)
      },
      broke: () => {
        if (this.worker === worker && !this.isUp) this.lost()
      },
    })
    this.worker = worker
    for (const message of this.unsent.splice(0)) worker.post(message)
    this.look()
  }

  private heard(message: FromEngine): void {
    const isFirst = !this.isUp
    this.isUp = true
    this.heardAtMs = this.options.clock.nowMs()
    if (message.kind === 'retired') this.retired(message.sameBuild, isFirst)
    else this.receive(message)
  }

  /** Follows a later engine of the same program. Who has just come, comes later still and needs an engine of its own. */
  private retired(sameBuild: boolean, isFirst: boolean): void {
    this.cancelLook?.()
    const latest = this.options.generations.latest()
    if (isFirst) this.restart(Math.max(latest, this.generation + 1))
    else if (sameBuild && latest > this.generation) this.restart(latest)
  }

  private look(): void {
    this.cancelLook?.()
    this.cancelLook = this.options.clock.after(LOOK_EVERY_MS, () => {
      const nowMs = this.options.clock.nowMs()
      // A page whose own timers are late was frozen or is throttled: it says nothing about the engine.
      if (nowMs - this.lookedAtMs > 2 * LOOK_EVERY_MS) this.heardAtMs = nowMs
      this.lookedAtMs = nowMs
      const silentMs = nowMs - this.heardAtMs
      if (silentMs > (this.isUp ? LOST_AFTER_MS : LOST_AT_START_AFTER_MS)) return this.lost()
      if (silentMs > PING_AFTER_MS) this.worker?.post({ kind: 'ping' })
      this.look()
    })
  }

  private lost(): void {
    this.cancelLook?.()
    if (this.isUp && this.options.clock.nowMs() - this.startedAtMs > WELL_AFTER_MS) this.restarts = 0
    this.restarts += 1
    if (this.restarts > RESTARTS) this.giveUp()
    else this.restart(Math.max(this.options.generations.latest(), this.generation + 1))
  }

  private giveUp(): void {
    this.leave()
    for (const tell of this.lostListeners) tell()
  }

  private restart(generation: number): void {
    this.generation = generation
    this.leave()
    this.cancelStart = this.options.clock.after(RESTART_AFTER_MS, () => this.start())
  }

  /** Lets go of the worker; nobody will answer for it. */
  private leave(): void {
    this.worker?.end()
    this.worker = null
    this.unsent.length = 0
    for (const tell of this.restartListeners) tell()
  }
}
