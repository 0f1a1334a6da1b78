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
/** An engine younger than this may hear of one that started before it; the wall clock, too seldom set to matter, decides. */
const YOUNG_MS = 10_000

const startedMessage = v.object({ kind: v.literal('started'), id: v.string(), build: v.string(), startedAtMs: v.number() })

/** Announces an engine, and tells when another one is started later: exactly one stays (promise L5). */
export function watchRivals({ channel, clock, self, onSuperseded }: RivalOptions): void {
  const bornAtMs = clock.nowMs()
  const startedAtMs = clock.wallMs()
  const announce = () => channel.post({ kind: 'started', ...self, startedAtMs })
  let superseded = false
  channel.listen((message) => {
    const read = v.safeParse(startedMessage, message)
    if (superseded || !read.success || read.output.id === self.id) return
    const rival = read.output
    const isEarlier = rival.startedAtMs < startedAtMs || (rival.startedAtMs === startedAtMs && rival.id < self.id)
    if (isEarlier && clock.nowMs() - bornAtMs < YOUNG_MS) return announce()
    superseded = true
    onSuperseded(rival.build === self.build)
  })
  announce()
}
