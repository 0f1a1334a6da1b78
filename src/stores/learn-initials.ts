import type { InitialsOf } from '../domain/fleet-query'
import { loadInitials } from './pinyin'

/** How long the page may be kept from other work at a time. */
const SLICE_MS = 8

/**
 * Loads the dictionary of initials when first wanted, looks the aliases up bit by bit, and then hands it over. The search
 * does without meanwhile, and asks again at a later want if the dictionary could not be had.
 */
export function initialsLearner(aliases: () => Iterable<string>, onLearned: (initialsOf: InitialsOf) => void): () => Promise<void> {
  let isAsked = false
  return async () => {
    if (isAsked) return
    isAsked = true
    try {
      const initialsOf = await loadInitials()
      await lookUp(aliases(), initialsOf)
      onLearned(initialsOf)
    } catch {
      isAsked = false
    }
  }
}

/** Ten thousand aliases take a tenth of a second, which is too long for one task. */
async function lookUp(aliases: Iterable<string>, initialsOf: InitialsOf): Promise<void> {
  let sliceFrom = performance.now()
  for (const alias of aliases) {
    initialsOf(alias)
    if (performance.now() - sliceFrom < SLICE_MS) continue
    await new Promise((resolve) => setTimeout(resolve))
    sliceFrom = performance.now()
  }
}
