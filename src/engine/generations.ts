import type { Generations } from './lifeline'

const KEY = 'ota-lookout.engine'

export type Kept = Pick<Storage, 'getItem' | 'setItem'>

/** Counts the engines of this origin for all its tabs; without localStorage, for this tab alone. */
export function sharedGenerations(storage: () => Kept): Generations {
  let own = 1
  return {
    latest() {
      try {
        const kept = Number(storage().getItem(KEY))
        return Number.isSafeInteger(kept) ? Math.max(1, kept) : own
      } catch {
        return own
      }
    },
    keep(generation) {
      own = generation
      try {
        storage().setItem(KEY, String(generation))
      } catch {
        // Where nothing can be kept, other tabs find out by themselves, one engine later.
      }
    },
  }
}

/** For workers that no other tab can meet. */
export function ownGenerations(): Generations {
  let latest = 1
  return { latest: () => latest, keep: (generation) => void (latest = generation) }
}
