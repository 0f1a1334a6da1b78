import type { InitialsOf } from '../domain/fleet-query'
import { loadInitials } from './pinyin'

/** Loads the dictionary of initials when first wanted, and at a later want if it could not be had: the search does without meanwhile. */
export function initialsLearner(onLearned: (initialsOf: InitialsOf) => void): () => Promise<void> {
  let isAsked = false
  return async () => {
    if (isAsked) return
    isAsked = true
    try {
      onLearned(await loadInitials())
    } catch {
      isAsked = false
    }
  }
}
