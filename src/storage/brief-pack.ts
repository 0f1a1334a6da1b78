import type { DeviceId } from '../domain/device'
import type { StageBrief } from '../domain/stage'

/** Stages of some devices, one after the other; objects would take three times the room. */
export interface PackedBriefs {
  readonly devices: readonly { readonly id: DeviceId; readonly count: number }[]
  /** Of each stage `from`, `seenAt`, `to` and `status`; NaN stands for none. */
  readonly numbers: Float64Array
  /** Of each stage its target version and its message. */
  readonly texts: readonly (string | null)[]
  readonly exact: Uint8Array
}

export function packBriefs(all: readonly (readonly [DeviceId, readonly StageBrief[]])[]): PackedBriefs {
  const total = all.reduce((sum, [, { length }]) => sum + length, 0)
  const numbers = new Float64Array(4 * total)
  const exact = new Uint8Array(total)
  const texts: (string | null)[] = []
  const same = new Map<string, string>()
  let place = 0
  for (const [, stages] of all) {
    for (const stage of stages) {
      numbers[4 * place] = stage.from
      numbers[4 * place + 1] = stage.seenAt
      numbers[4 * place + 2] = stage.to ?? NaN
      numbers[4 * place + 3] = stage.status ?? NaN
      exact[place] = stage.exact ? 1 : 0
      texts.push(shared(stage.targetVersion, same), shared(stage.message, same))
      place += 1
    }
  }
  return { devices: all.map(([id, { length }]) => ({ id, count: length })), numbers, texts, exact }
}

/** The same text once, however many stages have it. */
function shared(text: string | null, same: Map<string, string>): string | null {
  if (text === null) return null
  const known = same.get(text)
  if (known === undefined) same.set(text, text)
  return known ?? text
}

export function* unpackBriefs(packed: PackedBriefs): Iterable<readonly [DeviceId, readonly StageBrief[]]> {
  let next = 0
  for (const { id, count } of packed.devices) {
    const stages: StageBrief[] = []
    for (const end = next + count; next < end; next += 1) stages.push(stageAt(packed, next))
    if (count > 0) yield [id, stages]
  }
}

/** When the first stage of each device began, in the order of `unpackBriefs`. */
export function* firstTimes({ devices, numbers }: PackedBriefs): Iterable<readonly [DeviceId, number]> {
  let next = 0
  for (const { id, count } of devices) {
    if (count > 0) yield [id, numbers[4 * next] ?? NaN]
    next += count
  }
}

function stageAt({ numbers, texts, exact }: PackedBriefs, place: number): StageBrief {
  return {
    status: numberAt(numbers, 4 * place + 3),
    targetVersion: texts[2 * place] ?? null,
    message: texts[2 * place + 1] ?? null,
    from: numbers[4 * place] ?? NaN,
    exact: exact[place] === 1,
    seenAt: numbers[4 * place + 1] ?? NaN,
    to: numberAt(numbers, 4 * place + 2),
  }
}

function numberAt(numbers: Float64Array, place: number): number | null {
  const value = numbers[place]
  return value === undefined || Number.isNaN(value) ? null : value
}
