/** `npm run licences`: the licences of the packages in the bundle, as the build writes them to `dist/licences.txt`. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DIST, ensureBuilt, ensureInstalled } from './lib/prepare.mjs'

await ensureInstalled()
await ensureBuilt()
process.stdout.write(readFileSync(join(DIST, 'licences.txt'), 'utf8'))
