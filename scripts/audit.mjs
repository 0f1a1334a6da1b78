/** `npm run audit`: known vulnerabilities of the locked packages, or an honest "not run" where the registry does not tell. */
import { auditReport } from './lib/audit-report.mjs'
import { npm } from './lib/prepare.mjs'

const { output } = await npm(['audit', '--json', '--package-lock-only', '--loglevel=silent'], undefined)
const { code, text } = auditReport(output)
console.log(text)
process.exitCode = code
