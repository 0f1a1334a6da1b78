import type { CallEnd } from '@/polling/pace'

/** What a pace is to its user; naive ones stand in for it as controls. */
export interface PaceLike {
  tryStart(nowMs: number): boolean
  readyAtMs(nowMs: number): number
  end(outcome: CallEnd, nowMs: number, tookMs: number): void
}

export interface PacedCall {
  readonly startedAtMs: number
  readonly endedAtMs: number
  readonly end: CallEnd
}

export interface PacedRun {
  readonly pace: PaceLike
  readonly durationMs: number
  /** Devices, each due again some ms after its call; the first round is due at once. */
  readonly devices: number
  readonly againInMs: (end: CallEnd) => number
  readonly answer: (startedAtMs: number) => { end: CallEnd; tookMs: number }
}

const SLOT_MS = 100

/** Runs a pace against a cloud, event by event, without timers. Calls are listed in the order of their ends. */
export function runPaced({ pace, durationMs, devices, againInMs, answer }: PacedRun): PacedCall[] {
  const ended: PacedCall[] = []
  const open: PacedCall[] = []
  const dueInSlot = new Map<number, number>()
  let due = devices
  let slot = 0
  let nowMs = 0

  const moveTo = (ms: number) => {
    nowMs = ms
    for (; slot * SLOT_MS <= ms; slot += 1) {
      due += dueInSlot.get(slot) ?? 0
      dueInSlot.delete(slot)
    }
  }
  const planAgain = (atMs: number) => {
    const at = Math.max(slot, Math.ceil(atMs / SLOT_MS))
    dueInSlot.set(at, (dueInSlot.get(at) ?? 0) + 1)
  }
  const nextEndMs = () => open.reduce((least, call) => Math.min(least, call.endedAtMs), Infinity)
  const nextDueMs = () => (due > 0 ? nowMs : dueInSlot.size > 0 ? slot * SLOT_MS : Infinity)

  for (;;) {
    while (due > 0 && pace.tryStart(nowMs)) {
      due -= 1
      const { end, tookMs } = answer(nowMs)
      open.push({ startedAtMs: nowMs, endedAtMs: nowMs + tookMs, end })
    }
    const nextMs = Math.min(nextEndMs(), Math.max(nextDueMs(), pace.readyAtMs(nowMs)))
    if (nextMs > durationMs) return ended
    moveTo(nextMs)
    for (const call of open.filter(({ endedAtMs }) => endedAtMs <= nowMs)) {
      open.splice(open.indexOf(call), 1)
      ended.push(call)
      pace.end(call.end, nowMs, call.endedAtMs - call.startedAtMs)
      planAgain(nowMs + againInMs(call.end))
    }
  }
}

/** Most of these times (ms) in any window of this length, its end excluded. */
export function mostInAnyWindow(timesMs: readonly number[], windowMs: number): number {
  const sorted = timesMs.toSorted((a, b) => a - b)
  let most = 0
  let from = 0
  for (const [to, timeMs] of sorted.entries()) {
    while (timeMs - (sorted[from] ?? timeMs) >= windowMs) from += 1
    most = Math.max(most, to - from + 1)
  }
  return most
}
