/** `npm run sbom`: writes `sbom.cdx.json`, the same for the same lock file. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './lib/prepare.mjs'
import { sbom } from './lib/sbom.mjs'

writeFileSync(join(ROOT, 'sbom.cdx.json'), await sbom())
console.log('sbom.cdx.json')
