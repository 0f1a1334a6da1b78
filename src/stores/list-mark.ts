import { useLocalStorage, useThrottleFn } from '@vueuse/core'
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { accountIdOf, type AccountId, type Upstream } from '../domain/upstream'
import type { EngineEvent } from '../engine/protocol'
import { readListMark, type ListMark } from './read-list-mark'
import { useSessionStore } from './session'

const NOTE_EVERY_MS = 1000

/**
 * Remembers beside the database that there was a list in it: a browser that finds its database damaged may begin an empty one
 * without a word. Says nothing of the list itself, and brings nothing back.
 */
export const useListMarkStore = defineStore('list-mark', () => {
  const session = useSessionStore()
  const kept = useLocalStorage('ota-lookout.lists', '', { flush: 'sync' })
  const mark = computed(() => readListMark(kept.value))
  /** The account whose list is gone although nobody took it away. */
  const missingId = shallowRef<AccountId | null>(null)
  /** How many devices it had. */
  const missing = computed(() => (missingId.value === null ? null : (mark.value.devices[missingId.value] ?? null)))
  const hasAny = computed(() => Object.keys(mark.value.devices).length > 0)
  /** Whether the operator ever opened an account here and did not forget it. */
  const hasEntered = computed(() => mark.value.last !== null)
  let isFirst = true
  let latest: { readonly id: AccountId; readonly devices: number } | null = null
  const noteLatest = useThrottleFn(() => latest && note(latest.id, latest.devices), NOTE_EVERY_MS, true)

  const write = (next: ListMark) => void (kept.value = JSON.stringify(next))

  function note(id: AccountId, devices: number) {
    const { [id]: known = 0, ...others } = mark.value.devices
    if (devices !== known) write({ ...mark.value, devices: devices > 0 ? { ...others, [id]: devices } : others })
    if (missingId.value === id) missingId.value = null
  }

  /** A list that begins or ends is noted at once, another length of it within a second. */
  function noteSoon(id: AccountId, devices: number) {
    const isNews = devices === 0 || mark.value.devices[id] === undefined || missingId.value === id
    latest = isNews ? null : { id, devices }
    if (isNews) note(id, devices)
    else void noteLatest()
  }

  /** Takes an event after which `devices` are on the list. */
  function apply(event: EngineEvent, devices: number) {
    const { account, storage } = session
    if (!account || storage.kind !== 'persistent' || (event.kind !== 'snapshot' && event.kind !== 'rows')) return
    const isEmptied = event.kind === 'rows' && event.removed.length > 0
    if (account.upstream.kind !== 'demo' && (devices > 0 || isEmptied)) noteSoon(account.id, devices)
    else if (event.kind === 'snapshot') look(account.id, devices)
    isFirst = false
  }

  /** What the engine begins with tells whether it still knows which account it had. */
  function look(id: AccountId, devices: number) {
    const { last, devices: known } = mark.value
    if (known[id] !== undefined && devices === 0) missingId.value = id
    else if (isFirst && last !== null && last !== id && known[last] !== undefined) missingId.value = last as AccountId
  }

  /** The operator has opened an account. */
  function entered(upstream: Upstream) {
    write({ ...mark.value, last: accountIdOf(upstream) })
  }

  function drop(id: AccountId) {
    latest = null
    const { [id]: _gone, ...devices } = mark.value.devices
    write({ last: mark.value.last === id ? null : mark.value.last, devices })
    if (missingId.value === id) missingId.value = null
  }

  return { missing, hasAny, hasEntered, apply, entered, drop, dismiss: () => missingId.value !== null && drop(missingId.value) }
})
