const EXACT = /^\d+\.\d+\.\d+(?:-[\w.]+)?$/u
const KINDS = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies', 'overrides'] as const

type Versions = { readonly [name: string]: string | Versions }
export type Manifest = Partial<Record<(typeof KINDS)[number], Versions>>

export interface Lock {
  readonly lockfileVersion: number
  readonly packages: Readonly<Record<string, { readonly version?: string; readonly integrity?: string; readonly resolved?: string }>>
}

/** The packages that package.json names by anything but one exact version. */
export function rangesIn(manifest: Manifest): string[] {
  return KINDS.flatMap((kind) => versionsIn(manifest[kind] ?? {}).flatMap(([name, version]) => (EXACT.test(version) ? [] : [`${kind}: ${name} ${version}`])))
}

function versionsIn(versions: Versions): [name: string, version: string][] {
  return Object.entries(versions).flatMap(([name, version]): [string, string][] => (typeof version === 'string' ? [[name, version]] : versionsIn(version)))
}

/** Why package-lock.json alone does not settle what is installed. */
export function lockProblems({ lockfileVersion, packages }: Lock, manifest: Manifest): string[] {
  const wanted = { ...manifest.dependencies, ...manifest.devDependencies }
  return [
    ...(lockfileVersion === 3 ? [] : [`lockfileVersion is ${lockfileVersion}, not 3`]),
    ...Object.entries(packages).flatMap(([path, { integrity = '', resolved }]) => {
      if (path === '') return []
      return [...(integrity.startsWith('sha512-') ? [] : [`${path} has no sha512`]), ...(resolved === undefined ? [] : [`${path} comes from an address of its own`])]
    }),
    ...Object.entries(wanted).flatMap(([name, version]) => {
      const locked = packages[`node_modules/${name}`]
      if (!locked) return [`${name} is not locked`]
      return locked.version === version ? [] : [`${name} ${String(version)} is locked as ${String(locked.version)}`]
    }),
  ]
}
