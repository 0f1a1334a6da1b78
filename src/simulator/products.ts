export interface SimulatedProduct {
  readonly productId: string
  readonly name: string
  readonly description: string
}

/** A product as the simulator knows it: how its devices are called, and which versions it went through. */
export interface ProductPlan extends SimulatedProduct {
  readonly namePrefix: string
  readonly role: string
  /** Oldest first; later ones are made up by `versionAt`. */
  readonly versions: readonly [string, string, ...string[]]
  /** Share of the present wave that lies behind when the simulation starts, 0–1. */
  readonly phase: number
  /** Share of its devices that wait for a person before they upgrade (status 8). */
  readonly confirmShare: number
  /** Share of its devices that send a sentence as ErrMsg although nothing failed. */
  readonly chattyShare: number
}

export const CHATTY_NOTE = 'firmware no need update.'

export const PRODUCTS: readonly [ProductPlan, ...ProductPlan[]] = [
  {
    productId: 'HK7G2M9QXA',
    name: '智能网关 A2',
    description: '厂区无线接入与协议转换',
    namePrefix: 'gw',
    role: '网关',
    versions: ['1.3.6', '1.4.2', '2.0.0'],
    phase: 0.82,
    confirmShare: 0,
    chattyShare: 0,
  },
  {
    productId: 'C4VZ81PTLD',
    name: '云台摄像头',
    description: '室外云台，400 万像素',
    namePrefix: 'cam',
    role: '摄像头',
    versions: ['2.9.4', '3.0.1', '3.1.0'],
    phase: 0.61,
    confirmShare: 0.034,
    chattyShare: 0,
  },
  {
    productId: 'E9NB3WR6YJ',
    name: '三相电表',
    description: '导轨式三相多功能电能表',
    namePrefix: 'mtr',
    role: '电表',
    versions: ['2.1.7', '2.2.0', '2.3.5'],
    phase: 0.44,
    confirmShare: 0,
    chattyShare: 0.15,
  },
]

/** The version that a product's `index`-th wave brings; beyond the listed ones two patches, then a minor release. */
export function versionAt(versions: readonly [string, ...string[]], index: number): string {
  const listed = versions[Math.max(0, index)]
  if (listed !== undefined) return listed
  const steps = index - versions.length + 1
  const [major = 0, minor = 0, patch = 0] = (versions[versions.length - 1] ?? versions[0]).split('.').map(Number)
  const minors = Math.floor(steps / 3)
  return `${major}.${minor + minors}.${(minors === 0 ? patch : 0) + (steps % 3)}`
}
