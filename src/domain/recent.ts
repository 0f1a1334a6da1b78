const MOST = 200

/** The last 200 of what was added. */
export class Recent<T> {
  private readonly kept: T[] = []
  private place = 0
  private added = 0
  private nextRevisionAt = 1
  /** Moves on when an eighth of it is new: what is worked out from it need not be so more often. */
  revision = 0

  get size(): number {
    return this.kept.length
  }

  /** In no order. */
  get values(): readonly T[] {
    return this.kept
  }

  add(value: T): void {
    this.kept[this.place] = value
    this.place = (this.place + 1) % MOST
    this.added += 1
    if (this.added < this.nextRevisionAt) return
    this.revision += 1
    this.nextRevisionAt = this.added + Math.max(1, Math.floor(this.kept.length / 8))
  }
}
