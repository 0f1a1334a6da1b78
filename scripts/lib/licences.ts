import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'

/** What may be given away with the app: licences that ask for nothing but their own text. */
export const ALLOWED_LICENCES: readonly string[] = ['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'Apache-2.0']

/** These name their licence in package.json and bring no text of it; looked at one by one. */
const WITHOUT_TEXT: readonly string[] = ['css-render', '@css-render/plugin-bem', '@css-render/vue3-ssr', 'vdirs']

const PACKAGE = /^(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/u
const TEXT = /^(?:licen[cs]e|copying)(?:[.-]|$)/iu
/** Apache-2.0 §4d asks for it. */
const NOTICE = /^notice(?:\.|$)/iu

export interface BundledPackage {
  readonly name: string
  readonly version: string
  readonly licence: string
  /** The text of the licence, and what else must go along. */
  readonly texts: readonly string[]
}

/**
 * Writes `licences.txt`: the licence of every package of which there is code in the bundle. The build fails on one that has
 * none, or one that nobody has allowed. `worker` is for the workers, which Vite builds apart and before the page.
 */
export function licencesPlugins(): { page: Plugin; worker: () => Plugin } {
  const folders = new Set<string>()
  const note = (bundle: Record<string, { type: string; moduleIds?: string[] }>) => {
    for (const { moduleIds = [] } of Object.values(bundle)) for (const id of moduleIds) noteFolder(id, folders)
  }
  return {
    worker: () => ({ name: 'lookout:licences-of-worker', generateBundle: (_options, bundle) => note(bundle) }),
    page: {
      name: 'lookout:licences',
      apply: 'build',
      generateBundle(_options, bundle) {
        note(bundle)
        const packages = [...folders].map(readPackage)
        for (const problem of packages.flatMap(licenceProblem)) this.error(problem)
        this.emitFile({ type: 'asset', fileName: 'licences.txt', source: licencesText(packages) })
      },
    },
  }
}

/** The folder of the package that a module is from, whatever query or `\0` Vite put around it. */
function noteFolder(id: string, folders: Set<string>) {
  const found = PACKAGE.exec(id.replaceAll('\0', '').replace(/\?.*$/u, ''))
  if (found?.[1] !== undefined) folders.add(found[1])
}

function readPackage(folder: string): BundledPackage {
  const { name, version, license, author } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const files = readdirSync(folder).toSorted()
  const texts = [...files.filter((file) => TEXT.test(file)), ...files.filter((file) => NOTICE.test(file))]
  const licence = typeof license === 'string' ? license : ''
  if (texts.length === 0 && WITHOUT_TEXT.includes(name)) {
    const by = typeof author === 'string' ? author : name
    return { name, version, licence, texts: [`The package brings no text of its licence. By ${by}, who names it in package.json: "license": "${licence}".`] }
  }
  return { name, version, licence, texts: texts.map((file) => readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim()) }
}

/** Why a package may not be bundled, or nothing. */
export function licenceProblem({ name, version, licence, texts }: BundledPackage): string[] {
  if (!ALLOWED_LICENCES.includes(licence)) return [`${name} ${version} is in the bundle under "${licence}", which scripts/lib/licences.ts does not allow`]
  return texts.length === 0 ? [`${name} ${version} is in the bundle and comes without the text of its licence`] : []
}

export function licencesText(packages: readonly BundledPackage[]): string {
  // A package may lie in several places.
  const named = new Map(packages.map((one) => [`${one.name} ${one.version} (${one.licence})`, one]))
  const sorted = [...named].map(([title, { texts }]) => ({ title, texts })).toSorted((a, b) => (a.title < b.title ? -1 : Number(a.title > b.title)))
  const parts = sorted.map(({ title, texts }) => [`${'='.repeat(80)}\n${title}\n${'='.repeat(80)}`, ...texts].join('\n\n'))
  return `${['Third-party software in OTA Lookout', ...sorted.map(({ title }) => `- ${title}`)].join('\n')}\n\n${parts.join('\n\n')}\n`
}
