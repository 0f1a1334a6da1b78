import * as v from 'valibot'

const proxyError = v.object({
  error: v.object({ kind: v.string(), upstream: v.string(), reason: v.string() }),
})

/** What our own reverse proxy says of an upstream that it could not reach, or `null` if the text is not its. */
export function proxyReason(text: string): string | null {
  try {
    const read = v.safeParse(proxyError, JSON.parse(text))
    return read.success ? `${read.output.error.upstream} ${read.output.error.reason}` : null
  } catch {
    return null
  }
}
