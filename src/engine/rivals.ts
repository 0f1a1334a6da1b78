import * as v from 'valibot'
import type { Clock } from '../polling/clock'

/** What engines of one origin tell each other when they start. */
export interface EngineSign {
  /** Drawn at the start; told apart by it alone. */
  readonly id: string
  /** The address of the program, which Vite derives from its content. */
  readonly build: string
}

/** Reaches every engine of this origin but oneself. */
export interface EngineChannel {
  post(message: unknown): void
  listen(receive: (message: unknown) => void): void
}

export interface RivalOptions {
  channel: EngineChannel
  clock: Clock
  self: EngineSign
  /** A later engine has taken over; told once. */
  onSuperseded: (sameBuild: boolean) => void
}

export const CHANNEL_NAME = 'ota-lookout-engine'
/** Two that start at the same moment may hear of each other both; then their ids decide. */
const TWIN_MS = 3_000

const startedMessage = v.object({ kind: v.literal('started'), id: v.string(), build: v.string() })

/** Announces an engine, and tells when another one is started later: exactly one stays (promise L5). */
export function watchRivals({ channel, clock, self, onSuperseded }: RivalOptions): void {
  const bornAtMs = clock.nowMs()
  const announce = () => channel.post({ kind: 'started', ...self })
  let superseded = false
  channel.listen((message) => {
    const read = v.safeParse(startedMessage, message)
    if (superseded || !read.success || read.output.id === self.id) return
    const isTwin = clock.nowMs() - bornAtMs < TWIN_MS
    if (isTwin && read.output.id < self.id) return announce()
    superseded = true
    onSuperseded(read.output.build === self.build)
  })
  announce()
}
