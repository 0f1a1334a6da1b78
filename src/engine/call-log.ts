import type { CallRecord } from '../domain/call-record'
import type { DeviceId } from '../domain/device'
import type { LastAnswer } from './protocol'

const MOST_CALLS = 10
/** Of an answer, in UTF-16 units: a good one has some 200, a gateway's page may have any number. */
const MOST_TEXT = 4_096

/** The last calls about each device, newest last, and the last answer to them. In memory only. */
export class CallLog {
  private readonly calls = new Map<DeviceId, readonly CallRecord[]>()
  private readonly answers = new Map<DeviceId, LastAnswer>()

  add(id: DeviceId, record: CallRecord, text: string | null): void {
    this.calls.set(id, [...this.callsOf(id).slice(1 - MOST_CALLS), record])
    if (text !== null) this.answers.set(id, { at: record.at, text: text.slice(0, MOST_TEXT), isCut: text.length > MOST_TEXT })
  }

  callsOf(id: DeviceId): readonly CallRecord[] {
    return this.calls.get(id) ?? []
  }

  answerOf(id: DeviceId): LastAnswer | null {
    return this.answers.get(id) ?? null
  }

  /** The wall clock was set by `byMs`: every time noted before `beforeMs` moves with it. */
  moveTimes(byMs: number, beforeMs: number): void {
    const moved = <T extends { readonly at: number }>(noted: T): T => (noted.at < beforeMs ? { ...noted, at: noted.at + byMs } : noted)
    for (const [id, calls] of this.calls) this.calls.set(id, calls.map(moved))
    for (const [id, answer] of this.answers) this.answers.set(id, moved(answer))
  }

  delete(id: DeviceId): void {
    this.calls.delete(id)
    this.answers.delete(id)
  }
}
