/**
 * `npm run release`: a clean build, with its licences and its bill of materials, and `release/`: a tar archive of all that a
 * site needs, and the SHA-256 sums. The same sources give the same bytes, wherever and whenever it runs.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DIST, ROOT, ensureBuilt, ensureInstalled } from './lib/prepare.mjs'
import { sbom } from './lib/sbom.mjs'
import { tar } from './lib/tar.mjs'

/** 1980-01-01, the earliest that every archive format knows. */
const MTIME_SECONDS = 315_532_800
const PARTS = ['dist', 'deploy', 'docs', 'README.md', 'README.zh-CN.md', 'LICENSE']

await ensureInstalled()
rmSync(DIST, { recursive: true, force: true })
await ensureBuilt()

const { name, version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
const bill = Buffer.from(await sbom())
const files = [...PARTS.flatMap(filesOf).map((path) => [path, readFileSync(join(ROOT, path))]), ['sbom.cdx.json', bill]]
const base = `${name}-${version}`
const archive = tar(files.map(([path, bytes]) => [`${base}/${path}`, bytes]), MTIME_SECONDS)

const out = join(ROOT, 'release')
rmSync(out, { recursive: true, force: true })
mkdirSync(out)
const made = [[`${base}.tar`, archive], [`${base}.sbom.cdx.json`, bill]]
for (const [file, bytes] of made) writeFileSync(join(out, file), bytes)
const sums = made.map(([file, bytes]) => `${createHash('sha256').update(bytes).digest('hex')}  ${file}\n`).join('')
writeFileSync(join(out, 'SHA256SUMS'), sums)
process.stdout.write(sums)

/** Hidden files are the build's own notes. */
function filesOf(path) {
  if (!existsSync(join(ROOT, path))) return []
  if (!statSync(join(ROOT, path)).isDirectory()) return [path]
  return readdirSync(join(ROOT, path)).filter((file) => !file.startsWith('.')).flatMap((file) => filesOf(`${path}/${file}`))
}
