import { deviceIdOf, type DeviceId } from '../domain/device'
import type { ProductPlan } from './products'
import { createRandom, deriveSeed, type Random } from './random'

export interface SimulatedDevice {
  readonly id: DeviceId
  readonly productId: string
  readonly deviceName: string
  /** Empty when nobody named it. */
  readonly alias: string
  /** `null` for a device that another user shares. */
  readonly familyId: string | null
}

export interface SimulatedFamily {
  readonly familyId: string
  readonly name: string
}

export interface FleetMember {
  readonly device: SimulatedDevice
  readonly product: ProductPlan
}

export interface Fleet {
  readonly members: readonly FleetMember[]
  readonly families: readonly SimulatedFamily[]
}

/** Below the 1,000 devices that the cloud allows a family (cloud-api §1). */
const FAMILY_SIZE = 900
const SHARED_EVERY = 32
const CITIES = ['hz', 'bj', 'cd', 'sh', 'sz', 'wh', 'xa'] as const
const SITES = ['杭州厂区', '成都厂区', '北京园区', '上海仓储中心', '深圳研发楼', '武汉厂区', '西安园区'] as const
const PLACES = [
  '一号车间', '二号车间', '三号车间', '四号车间', '东门', '西门', '北区仓库', '南区仓库', '配电房',
  '装卸区', '食堂', '宿舍楼', '办公楼', '停车场', '泵房', '冷库', '机房', '屋顶', '质检室', '锅炉房',
] as const

/** The devices of a scenario with their names, aliases and families; depends on the arguments only. */
export function createFleet(count: number, seed: number, products: readonly [ProductPlan, ...ProductPlan[]]): Fleet {
  const random = createRandom(deriveSeed(seed, 0x0f1ee7))
  const families = createFamilies(Math.max(Math.min(3, count), Math.ceil(count / FAMILY_SIZE)))
  const names = products.map((product) => createNames(product, Math.ceil(count / products.length), random))
  const members = Array.from({ length: count }, (_, index): FleetMember => {
    const product = products[index % products.length] ?? products[0]
    const nth = Math.floor(index / products.length)
    const deviceName = names[index % products.length]?.[nth] ?? `${product.namePrefix}-${nth}`
    const family = families[Math.floor((index * families.length) / count)]
    const isShared = index % SHARED_EVERY === SHARED_EVERY - 1
    const device: SimulatedDevice = Object.freeze({
      id: deviceIdOf(product.productId, deviceName),
      productId: product.productId,
      deviceName,
      alias: createAlias(product, nth, random),
      familyId: isShared ? null : (family?.familyId ?? null),
    })
    return { device, product }
  })
  return { members, families }
}

function createFamilies(count: number): SimulatedFamily[] {
  return Array.from({ length: count }, (_, index) => {
    const round = Math.floor(index / SITES.length)
    const site = SITES[index % SITES.length] ?? SITES[0]
    return Object.freeze({ familyId: `f_${String(index + 1).padStart(4, '0')}a9c3`, name: round === 0 ? site : `${site} ${round + 1} 期` })
  })
}

/** Names such as `gw-hz-02263`: serial numbers rise with gaps and never repeat within a product. */
function createNames(product: ProductPlan, count: number, random: Random): string[] {
  const gap = Math.max(1, Math.min(9, Math.floor(97_000 / Math.max(1, count))))
  const first = Math.min(random.int(1_000, 3_000), 99_999 - gap * count)
  return Array.from({ length: count }, (_, nth) => {
    const serial = first + nth * gap + random.int(0, gap - 1)
    return `${product.namePrefix}-${random.pick(CITIES)}-${String(serial).padStart(5, '0')}`
  })
}

function createAlias(product: ProductPlan, nth: number, random: Random): string {
  const place = random.pick(PLACES)
  if (random.chance(0.08)) return ''
  return nth < PLACES.length ? `${place} ${product.role}` : `${place} ${product.role} ${nth}`
}
