import { ATTENTION_WEIGHT } from './replay'

/** Delays from changes in the cloud to their events at the page, ms. */
export class Delays {
  private readonly ordinary: number[] = []
  private readonly attention: number[] = []

  add(delayMs: number, isAttention: boolean): void {
    ;(isAttention ? this.attention : this.ordinary).push(delayMs)
  }

  get count(): number {
    return this.ordinary.length + this.attention.length
  }

  /** Mean over all changes, those that need a person counted tenfold. */
  get weightedMeanMs(): number {
    const weight = this.ordinary.length + ATTENTION_WEIGHT * this.attention.length
    return (sum(this.ordinary) + ATTENTION_WEIGHT * sum(this.attention)) / weight
  }

  get all(): Summary {
    return summaryOf([...this.ordinary, ...this.attention])
  }

  get attentionOnly(): Summary {
    return summaryOf(this.attention)
  }
}

export interface Summary {
  readonly meanMs: number
  readonly p50Ms: number
  readonly p95Ms: number
  readonly p99Ms: number
}

function summaryOf(delaysMs: readonly number[]): Summary {
  const sorted = Float64Array.from(delaysMs).toSorted()
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN
  return { meanMs: sum(delaysMs) / delaysMs.length, p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
