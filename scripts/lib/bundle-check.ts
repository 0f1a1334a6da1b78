import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

/** The files of a folder: their paths in it, with `/`, and what they hold. */
export type Files = ReadonlyMap<string, Buffer>

export function filesIn(folder: string): Files {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path))
  const files = paths.filter((path) => statSync(path).isFile()).map((path): [string, Buffer] => [relative(folder, path).split(sep).join('/'), readFileSync(path)])
  return new Map(files.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/** Where two builds differ, file by file. */
export function differences(one: Files, other: Files): string[] {
  const paths = [...new Set([...one.keys(), ...other.keys()])]
  return paths.filter((path) => digest(one.get(path)) !== digest(other.get(path)))
}

function digest(bytes: Buffer | undefined): string {
  return bytes ? createHash('sha256').update(bytes).digest('hex') : ''
}

const CODE = /\.(?:js|html|css)$/u
const FORBIDDEN: readonly [RegExp, string][] = [
  [/[#@]\s*sourceMappingURL=/u, 'names a source map'],
  [/(?<![\w$.])eval\s*\(/u, 'calls eval'],
  [/(?<![\w$.])(?:new\s+)?Function\s*\(\s*["'`]/u, 'makes a function of text'],
  [/\b(?:window|globalThis|self)\.(?:eval|Function)\s*\(/u, 'calls eval'],
]

/** What a bundle may not hold (promise P5); `secrets` are texts that were at hand while it was built. */
export function bundleProblems(files: Files, secrets: readonly string[]): string[] {
  return [...files].flatMap(([path, bytes]) => {
    const text = bytes.toString('latin1')
    const found = CODE.test(path) ? FORBIDDEN.filter(([pattern]) => pattern.test(text)).map(([, what]) => what) : []
    if (path.endsWith('.map')) found.push('is a source map')
    if (secrets.some((secret) => text.includes(secret) || text.includes(Buffer.from(secret).toString('base64').slice(0, -3)))) found.push('holds a secret')
    return found.map((what) => `${path} ${what}`)
  })
}
