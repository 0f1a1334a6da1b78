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

/** A company's whole range, of which most stands still at any time. */
export const MANY_PRODUCTS: readonly [ProductPlan, ...ProductPlan[]] = [
  ...PRODUCTS,
  quietly('TQ5X0KD7RM', '环境传感器', '温湿度与空气质量', 'env', '传感器', ['3.2.1', '3.3.0', '3.4.0']),
  quietly('B8LU2JY4FA', '智能门锁', '指纹与刷卡门锁', 'lck', '门锁', ['1.1.9', '1.2.0', '1.2.3']),
  quietly('P1ZC6MN9HW', '工业路由器', '双卡 5G 路由器', 'rtr', '路由器', ['4.0.2', '4.1.0', '4.1.5']),
  quietly('V3DS7QK2EO', '充电桩', '7 kW 交流充电桩', 'chg', '充电桩', ['2.0.4', '2.1.0', '2.2.0']),
  quietly('N6RF4XB1TY', '智能水表', '远传超声水表', 'wtr', '水表', ['1.0.8', '1.1.0', '1.1.2']),
  quietly('G9AH5WC8PL', '路灯控制器', '单灯调光与故障检测', 'lmp', '路灯', ['0.9.7', '1.0.0', '1.0.3']),
  quietly('J2KE3VU6ZD', '冷链记录仪', '冷藏车温度记录', 'cld', '记录仪', ['5.1.0', '5.2.0', '5.2.4']),
  quietly('X7MT1GO5SB', '考勤机', '人脸识别考勤', 'att', '考勤机', ['2.6.3', '2.7.0', '2.7.1']),
  quietly('D4YP8NI3QC', '光伏逆变器', '组串式逆变器', 'inv', '逆变器', ['7.0.1', '7.1.0', '7.1.6']),
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

type Versions = ProductPlan['versions']

function quietly(productId: string, name: string, description: string, namePrefix: string, role: string, versions: Versions): ProductPlan {
  return { productId, name, description, namePrefix, role, versions, phase: 0, confirmShare: 0, chattyShare: 0 }
}
