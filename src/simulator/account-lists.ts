import type { DeviceId } from '../domain/device'
import type { SimulatedDevice, SimulatedFamily } from './fleet'

/** How a list's `Total` is to be had: right, left out, or wrong by so many. */
export type TotalRule = { readonly kind: 'right' } | { readonly kind: 'missing' } | { readonly kind: 'off'; readonly by: number }

/** Which devices the account has now, in the order of its lists, newest first to come in; and how these lists may mislead. */
export class AccountLists {
  totals: TotalRule = { kind: 'right' }
  readonly families: readonly SimulatedFamily[]
  private readonly all: ReadonlyMap<DeviceId, SimulatedDevice>
  private readonly bound: Map<DeviceId, SimulatedDevice>
  private readonly denied = new Set<string>()
  /** Lists by family, made when first asked for. */
  private lists = new Map<string | null, SimulatedDevice[]>()

  constructor(devices: readonly SimulatedDevice[], families: readonly SimulatedFamily[]) {
    this.families = families
    this.all = new Map(devices.map((device) => [device.id, device]))
    this.bound = new Map(this.all)
  }

  has(id: DeviceId): boolean {
    return this.bound.has(id)
  }

  /** The devices of a family, or with `null` those that others share. */
  devicesOf(familyId: string | null): readonly SimulatedDevice[] {
    let list = this.lists.get(familyId)
    if (!list) this.lists.set(familyId, (list = [...this.bound.values()].filter((device) => device.familyId === familyId)))
    return list
  }

  mayRead(familyId: string): boolean {
    return !this.denied.has(familyId)
  }

  /** Refuses the lists of a family from now on, or no more. */
  deny(familyId: string, on: boolean): void {
    this.denied[on ? 'add' : 'delete'](familyId)
  }

  /** Takes devices out of the account; those behind them in the lists move up. */
  unbind(ids: readonly DeviceId[]): void {
    for (const id of ids) this.bound.delete(id)
    this.lists.clear()
  }

  /** Takes devices of the fleet into the account, to the front of their lists; those behind them move down. */
  bind(ids: readonly DeviceId[]): void {
    this.unbind(ids)
    const others = [...this.bound]
    this.bound.clear()
    for (const id of ids) {
      const device = this.all.get(id)
      if (device) this.bound.set(id, device)
    }
    for (const [id, device] of others) this.bound.set(id, device)
  }

  /** The field as an answer has it. */
  totalOf(count: number): { Total?: number } {
    if (this.totals.kind === 'missing') return {}
    return { Total: Math.max(0, count + (this.totals.kind === 'off' ? this.totals.by : 0)) }
  }
}
