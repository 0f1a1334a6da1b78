import * as v from 'valibot'

const proxyError = v.object({
  error: v.object({ kind: v.string(), upstream: v.string(), reason: v.string() }),
})

const proxyRefusals = v.object({ error: v.object({ kind: v.picklist(['read-only', 'foreign-page']) }) })

/** The code under which our own reverse proxy refused a call, or `null` if the text is no refusal of its. */
export function proxyRefusal(text: string): 'proxy/read-only' | 'proxy/foreign-page' | null {
  const read = v.safeParse(proxyRefusals, jsonOf(text))
  return read.success ? `proxy/${read.output.error.kind}` : null
}

/** What our own reverse proxy says of an upstream that it could not reach, or `null` if the text is not its. */
export function proxyReason(text: string): string | null {
  const read = v.safeParse(proxyError, jsonOf(text))
  return read.success ? `${read.output.error.upstream} ${read.output.error.reason}` : null
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
