import type { FleetRow } from './fleet-row'

export interface ProductCount {
  readonly productId: string
  readonly count: number
}

/** The products of the fleet, kept up to date row by row. */
export class Products {
  private readonly counts = new Map<string, number>()

  add({ device: { productId } }: FleetRow): void {
    this.counts.set(productId, (this.counts.get(productId) ?? 0) + 1)
  }

  remove({ device: { productId } }: FleetRow): void {
    const left = (this.counts.get(productId) ?? 0) - 1
    if (left > 0) this.counts.set(productId, left)
    else this.counts.delete(productId)
  }

  clear(): void {
    this.counts.clear()
  }

  /** By ProductId. */
  list(): readonly ProductCount[] {
    const all = [...this.counts].map(([productId, count]) => ({ productId, count }))
    return all.toSorted((a, b) => (a.productId < b.productId ? -1 : 1))
  }
}
