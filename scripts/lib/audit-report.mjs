/** What `npm audit --json` said, as `{ code, text }`: 0 known, findings (code 1), or that it was not run. Never "0 known" without an answer. */
export function auditReport(output) {
  const said = parse(output)
  const counts = said?.metadata?.vulnerabilities
  if (typeof counts?.total !== 'number') return { code: 0, text: `audit: not run · 没有检查：registry 没有回答（${reasonIn(said)}）` }
  if (counts.total === 0) return { code: 0, text: 'audit: 0 known · 没有已知漏洞' }
  const names = Object.entries(said.vulnerabilities ?? {}).map(([name, { severity }]) => `  ${name}: ${severity}`)
  return { code: 1, text: [`audit: ${counts.total} known · 有 ${counts.total} 个已知漏洞`, ...names].join('\n') }
}

function parse(output) {
  try {
    return JSON.parse(output.slice(output.indexOf('{')))
  } catch {
    return null
  }
}

/** No address: the registry may be a company's own. */
function reasonIn(said) {
  const words = said?.error?.summary || said?.message || said?.error?.code || 'no answer'
  return String(words).replaceAll(/\S+:\/\/\S+/gu, '…').slice(0, 120)
}
