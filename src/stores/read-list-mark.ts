/** Which account was opened last, and how many devices each account's list had. */
export interface ListMark {
  readonly last: string | null
  readonly devices: Readonly<Record<string, number>>
}

const NONE: ListMark = { last: null, devices: {} }

/** Reads what this or another version wrote; what cannot be read is no mark. */
export function readListMark(text: string): ListMark {
  try {
    const { last, devices }: { last?: unknown; devices?: unknown } = Object(JSON.parse(text))
    const counts = Object.entries(Object(devices)).flatMap(([id, count]) => (Number.isInteger(count) && Number(count) > 0 ? [[id, Number(count)] as const] : []))
    return { last: typeof last === 'string' ? last : null, devices: Object.fromEntries(counts) }
  } catch {
    return NONE
  }
}
