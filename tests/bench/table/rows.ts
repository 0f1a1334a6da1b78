import { createDevice } from '../../../src/domain/device'
import { createRow, withAnswer, type FleetRow } from '../../../src/domain/fleet-row'
import { upgradeFromWire } from '../../../src/domain/upgrade'
import type { Random, Weighted } from '../../../src/simulator/random'

export const EXPECTED_INTERVAL_MS = 120_000
const MINUTE = 60_000

const PRODUCTS = [
  { id: 'GW2A7K9QXM', prefix: 'gw-hz', alias: '杭州网关', versions: ['1.8.3', '2.0.0'] },
  { id: 'CAM5T0ZP3L', prefix: 'cam-sh', alias: '上海摄像机', versions: ['3.1.7', '3.2.0'] },
  { id: 'LOCK81XWQ4', prefix: 'lock-gz', alias: '广州门锁', versions: ['0.9.12', '1.0.0'] },
  { id: 'SENSOR9V2B', prefix: 'sensor-cd', alias: '成都温度计', versions: ['4.4.0', '4.4.1-rc.2'] },
  { id: 'METER6HJ0D', prefix: 'meter-bj', alias: '北京电表', versions: ['2.3.9', '2.4.0'] },
] as const

/** Status and weight: a fleet in mid-rollout. */
const MIX: readonly Weighted<number | null>[] = [
  [6, 45], [3, 15], [4, 4], [20, 3], [1, 6], [2, 5], [7, 3], [0, 8], [5, 5], [10, 1], [8, 3], [null, 2],
]

const MESSAGES: Partial<Record<number, readonly string[]>> = {
  5: ['ota download timeout', '固件校验失败 md5 mismatch', 'no space left on device'],
  10: ['upgrade timeout'],
}

/** A fleet as of `now`, in no order. */
export function createRows(devices: number, random: Random, now: number): FleetRow[] {
  const rows = Array.from({ length: devices }, (_, index) => createOne(index, random, now))
  for (let index = rows.length - 1; index > 0; index -= 1) {
    const other = random.int(0, index)
    const [a, b] = [rows[index], rows[other]]
    if (a && b) [rows[index], rows[other]] = [b, a]
  }
  return rows
}

function createOne(index: number, random: Random, now: number): FleetRow {
  const product = random.pick(PRODUCTS)
  const serial = String(index).padStart(6, '0')
  const alias = random.chance(0.3) ? `${product.alias} ${random.int(1, 999)} 号` : null
  const device = createDevice(product.id, `${product.prefix}-${serial}`, alias)
  const status = random.weighted(MIX)
  const upgrade = upgradeFromWire({
    status,
    percent: startOf(status, random),
    sourceVersion: product.versions[0],
    targetVersion: status === null ? null : product.versions[1],
    message: random.pick(messagesOf(status)),
  })
  const call = { upgrade, expectedIntervalMs: EXPECTED_INTERVAL_MS }
  const observedAt = now - random.int(0, MINUTE)
  // A few have been in their stage for so long that the app calls them stalled.
  const since = observedAt - (random.chance(0.03) ? random.int(20 * MINUTE, 300 * MINUTE) : random.int(0, 10 * MINUTE))
  return withAnswer(withAnswer(createRow(device, since), { ...call, requestId: '', at: since }), { ...call, requestId: random.id(), at: observedAt })
}

/**
 * The row after one more answer: time and RequestId always move, a percentage often, the status now and then or never.
 * A new status is drawn from the mix, for a fleet that finishes would be ever cheaper to draw.
 */
export function answered(row: FleetRow, random: Random, at: number, statusMoves: boolean): FleetRow {
  const before = row.snapshot?.upgrade
  if (!before) throw new Error(`${row.device.id} was never answered for`)
  const status = statusMoves && random.chance(0.02) ? random.weighted(MIX) : before.status
  const known = before.kind === 'running' && status === before.status ? before.percent : null
  const percent = known === null ? startOf(status, random) : (known + random.int(0, 3)) % 100
  const message = status === before.status ? before.message : random.pick(messagesOf(status))
  const upgrade = upgradeFromWire({ ...before, status, percent, message })
  return withAnswer(row, { upgrade, requestId: random.id(), at, expectedIntervalMs: EXPECTED_INTERVAL_MS })
}

function startOf(status: number | null, random: Random): number | null {
  return status === 3 || status === 20 ? random.int(1, 99) : null
}

function messagesOf(status: number | null): readonly (string | null)[] {
  return (status === null ? undefined : MESSAGES[status]) ?? [null]
}
