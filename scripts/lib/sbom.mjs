import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Problem } from './environment.mjs'
import { ROOT, npm } from './prepare.mjs'

/** The bill of materials of the lock file (CycloneDX), without what differs from run to run or from folder to folder. */
export async function sbom() {
  const { code, output } = await npm(['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only', '--loglevel=silent'], undefined)
  if (code !== 0) throw new Problem(`${output.trim()}\nnpm sbom 失败 · npm could not write the bill of materials (its words are above).`)
  return stable(JSON.parse(output.slice(output.indexOf('{'))), JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')))
}

export function stable({ serialNumber: _serial, ...bill }, { name }) {
  const { timestamp: _time, tools: _tools, ...metadata } = bill.metadata
  return `${JSON.stringify({ ...bill, metadata: { ...metadata, component: { ...metadata.component, name } } }, null, 2)}\n`
}
