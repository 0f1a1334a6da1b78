/** A `Date` header (RFC 9110 §5.6.7, the form that servers must send) as epoch ms; `null` when absent or anything else. */
export function readServerDate(header: string | null): number | null {
  if (header === null || !/^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/u.test(header)) return null
  const atMs = Date.parse(header)
  return Number.isNaN(atMs) ? null : atMs
}
